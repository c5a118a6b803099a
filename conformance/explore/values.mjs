/**
 * What may stand where a request says something else: by what the endpoint expects there. Each value has a name, so that
 * the steps of a run can be told apart.
 * @typedef {[name: string, value: any]} Value
 */

/** Of a wrong type, or of an odd form, whatever is expected. @type {Value[]} */
const any = [
  ['null', null],
  ['zero', 0],
  ['a negative number', -1],
  ['a fraction', 1.5],
  ['a huge number', 1e21],
  ['no text', ''],
  ['a blank', ' '],
  ['a text', 'x'],
  ['a number as text', '12'],
  ['a truth as text', 'true'],
  ['true', true],
  ['false', false],
  ['an empty list', []],
  ['a list of texts', ['a', 'b']],
  ['a list of numbers', [1]],
  ['an empty record', {}],
  ['a record', { a: 'b', c: [1, null] }],
  ['a date', '2030-01-02T03:04:05.000Z'],
];

/** Texts. @type {Value[]} */
const texts = [
  ['a long text', 'l'.repeat(300)],
  ['emoji', '👩‍👩‍👧‍👦 नमस्ते é'],
  ['half a character', 'a\ud800b'],
  ['markup', '<b>"&\'</b>'],
  ['line ends', 'a\r\nb\u2028c'],
  ['separators', 'a,b;c|d'],
  ['a wildcard', '%_*'],
];

const host = 'example.com';
/** @type {Value[]} */
const addresses = [
  ['no address', 'ann'],
  ['an address without a name', `@${host}`],
  ['an address with blanks', ` blank@${host} `],
  ['an address in capitals', `CAPITALS@EXAMPLE.COM`],
  ['an address with a plus', `plus+tag@${host}`],
  ['an address with two dots', `a..b@${host}`],
  ['an address of one label', 'a@localhost'],
  ['an address with a quote', `o'neil@${host}`],
  ['an address in Unicode', `änn@${host}`],
  ['an address with a numeric host', 'a@1.2.3.4'],
  ['an address with a name', `Ann <ann@${host}>`],
  ['two addresses', `a@${host},b@${host}`],
  ['a long address', `${'a'.repeat(300)}@${host}`],
];

/** @type {Value[]} */
const urls = [
  ['a path', '/done?a=1#b'],
  ['a relative path', 'done'],
  ['a foreign origin', 'https://evil.example.org/x'],
  ['no scheme', '//evil.example.org'],
  ['a backslash', '/\\evil.example.org'],
  ['encoded slashes', '/%2F%2Fevil.example.org'],
  ['a script', 'javascript:alert(1)'],
  ['a trusted origin', 'https://app.example.com/x?a=%20&b=1#c'],
  ['a trusted wildcard', 'https://a.wild.example.com'],
  ['a trusted scheme', 'myapp://open'],
  ['the own origin', 'http://localhost:3000/x'],
  ['a path with blanks', '/a b/ü'],
];

/** @type {Record<string, Value[]>} */
const byKind = { text: [...any, ...texts], address: [...any, ...addresses], url: [...any, ...urls] };

/**
 * @param {string} name of a field
 * @param {any} sample a value that is right
 * @returns {Value[]}
 */
export function oddValues(name, sample) {
  if (/URL$|redirectTo/.test(name)) return byKind.url;
  if (/email/i.test(name)) return byKind.address;
  if (typeof sample === 'string') return [...byKind.text, ...variants(sample)];
  if (typeof sample === 'number') return [...any, ...numbers];
  return any;
}

/** @type {Value[]} */
const numbers = [
  ['one', 1],
  ['a number beyond 32 bits', 2 ** 33],
  ['a number beyond 53 bits', 2 ** 60],
  ['a tiny number', 1e-9],
];

/** The right text, spelt otherwise. @param {string} sample @returns {Value[]} */
const variants = (sample) => [
  ['the right one with blanks', ` ${sample} `],
  // Random ids cannot be told apart from words in capitals.
  ...(sample.includes('{{')
    ? []
    : [/** @type {Value} */ (['the right one in capitals', sample.toUpperCase()])]),
  ['the right one in a list', [sample]],
];
