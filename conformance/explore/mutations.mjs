import { signedCookie } from '../scenarios/_forge.mjs';
import { sessionCookie } from './people.mjs';
import { oddValues } from './values.mjs';

/**
 * An endpoint, with a request that it answers well. `as` names the person who asks; `once` are steps before the first
 * request, `before` steps before each, for what it uses up.
 * @typedef {{
 *   method: 'get' | 'post',
 *   path: string,
 *   as?: string,
 *   json?: any,
 *   query?: Record<string, string>,
 *   optional?: Record<string, any>,
 *   once?: any[],
 *   before?: any[],
 *   bodiless?: boolean,
 *   slow?: boolean,
 * }} Endpoint
 *   optional: further members with a right value, absent from the request; slow: hashes a password, so it is asked less
 *
 * @typedef {Record<string, any> & {does: string}} Step
 */

const origin = 'http://localhost:3000';

/** A step that leaves the person's cookies as they are. @param {Endpoint} endpoint @param {string} does @param {any} how */
function step({ method, path, as }, does, { headers = {}, ...how }) {
  const cookie = as && { cookie: `{{${as}Cookie}}`, ...(method === 'post' && { origin }) };
  return { does, [method]: path, headers: { ...cookie, ...headers }, ...how };
}

/** @param {Endpoint} endpoint */
const body = ({ method, json }) => (method === 'get' ? {} : { json: json ?? {} });

/** The request as it should be, and what it lacks. @param {Endpoint} endpoint @returns {Step[]} */
export function senders(endpoint) {
  const { query, as = 'ann', method } = endpoint;
  const right = { ...body(endpoint), query };
  const ask = (/** @type {string} */ does, /** @type {any} */ headers) =>
    step(endpoint, does, { ...right, headers });
  return [
    ask('as it should be', {}),
    ask('without a session', { cookie: null }),
    ask('without a session or origin', { cookie: null, origin: null }),
    ask('with another secret', {
      cookie: sessionCookie(as, (token) => signedCookie(token, 'other')),
    }),
    ask('with a changed cookie', { cookie: sessionCookie(as, (token) => `x${token}.abc`) }),
    ask('with an unsigned cookie', { cookie: sessionCookie(as, (token) => token) }),
    ask('with a token nobody has', { cookie: sessionCookie(as, () => signedCookie('n'.repeat(32))) }),
    ask('with an empty cookie', { cookie: sessionCookie(as, () => '') }),
    ask("with somebody else's cache", {
      cookie: (/** @type {any} */ v) => `${v[`${as}Cookie`]}; ${v.bobCookie}`,
    }),
    ask('with a bearer token', {
      cookie: null,
      authorization: (/** @type {any} */ v) => `Bearer ${v[`${as}Token`]}`,
    }),
    ask('with a wrong bearer token', { cookie: null, authorization: 'Bearer nonsense' }),
    ask('with an expired session', { cookie: '{{expiredCookie}}' }),
    ask('as somebody banned', { cookie: '{{bannedCookie}}' }),
    ask('as another user', { cookie: '{{bobCookie}}' }),
    ask('as an administrator', { cookie: '{{danCookie}}' }),
    ...(method === 'post'
      ? [
          ask('without an origin', { origin: null }),
          ask('from a foreign origin', { origin: 'https://evil.example.org' }),
          ask('from the origin null', { origin: 'null' }),
          ask('from a trusted origin', { origin: 'https://app.example.com' }),
          ask('from a trusted wildcard', { origin: 'https://a.wild.example.com' }),
          ask('with a referer', { origin: null, referer: `${origin}/page?x` }),
          ask('with a foreign referer', { origin: null, referer: 'https://evil.example.org/x' }),
          ask('across sites', {
            cookie: null,
            'sec-fetch-site': 'cross-site',
            'sec-fetch-mode': 'navigate',
            'sec-fetch-dest': 'document',
          }),
        ]
      : [ask('from a foreign origin', { origin: 'https://evil.example.org' })]),
  ];
}

/** Other methods, paths and media. @param {Endpoint} endpoint @returns {Step[]} */
export function spellings(endpoint) {
  const { method, path, query } = endpoint;
  const right = { ...body(endpoint), query };
  const asked = (
    /** @type {string} */ does,
    /** @type {string} */ verb,
    /** @type {string} */ at,
    /** @type {any} */ how = right,
  ) => {
    const rest = without(step(endpoint, does, how), method);
    return { ...rest, does, [verb]: at };
  };
  const wrong = method === 'get' ? 'post' : 'get';
  return [
    asked(`by ${wrong}`, wrong, path, wrong === 'post' ? { json: {}, query } : { query }),
    asked('by put', 'put', path, { json: endpoint.json ?? {}, query }),
    asked('by head', 'head', path, { query }),
    asked('by options', 'options', path, { query }),
    asked('with a slash at the end', method, `${path}/`),
    asked('with a double slash', method, `/${path}`),
    asked('in capitals', method, path.toUpperCase()),
    asked('with an encoded letter', method, `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`),
    asked('with an accept header', method, path, { ...right, headers: { accept: 'text/html' } }),
    ...(method === 'post' ? media(endpoint) : []),
  ];
}

/** @param {Endpoint} endpoint @returns {Step[]} */
function media(endpoint) {
  const { json = {}, query } = endpoint;
  const send = (/** @type {string} */ does, /** @type {any} */ how) =>
    step(endpoint, does, { query, ...how });
  const text = (/** @type {any} */ v) => JSON.stringify(fillAll(json, v));
  return [
    send('without a body', {}),
    send('with an empty body', { text: '', type: 'application/json' }),
    send('as text', { text, type: 'text/plain' }),
    send('with a charset', { text, type: 'application/json; charset=utf-8' }),
    send('in capitals of the type', { text, type: 'APPLICATION/JSON' }),
    send('without a type', { text }),
    send('as a vendor type', { text, type: 'application/vnd.api+json' }),
    send('as a form', { form: (/** @type {any} */ v) => flat(fillAll(json, v)) }),
    send('as a multipart form', {
      text: '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
      type: 'multipart/form-data; boundary=x',
    }),
    send('as broken JSON', { text: '{"a":', type: 'application/json' }),
    send('with a comma too many', { text: '{"a":1,}', type: 'application/json' }),
    ...[{}, [], null, 1, 'x', true].map((value) => send(`as ${JSON.stringify(value)}`, { json: value })),
  ];
}

/** @param {any} value @param {any} v */
function fillAll(value, v) {
  return JSON.parse(
    JSON.stringify(typeof value === 'function' ? value(v) : value, (_, item) => item),
    (_, item) => (typeof item !== 'string' ? item : whole(item, v)),
  );
}

/** @param {string} text @param {any} v */
const whole = (text, v) => {
  const only = /^\{\{(\w+)\}\}$/.exec(text);
  return only ? v[only[1]] : text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(v[name]));
};

/** @param {Record<string, any>} json */
const flat = (json) => Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));

/** The body with each member in turn absent or odd, and with further members. @param {Endpoint} endpoint @returns {Step[]} */
export function members(endpoint) {
  const { json = {}, query, optional = {}, method, slow } = endpoint;
  if (method === 'get' || typeof json !== 'object' || Array.isArray(json)) return [];
  const send = (/** @type {string} */ does, /** @type {any} */ how) =>
    step(endpoint, does, { query, ...how });
  const all = { ...json, ...optional };
  const each = Object.entries(all).flatMap(([name, sample]) => [
    ...(name in json
      ? [send(`without ${name}`, { json: without(json, name) })]
      : [send(`with ${name}`, { json: { ...json, [name]: sample } })]),
    ...oddValues(name, sample)
      .filter(
        ([what]) =>
          !slow ||
          name === 'email' ||
          !/capitals|separators|markup|wildcard|text|line ends|half|emoji|date|blank/.test(what),
      )
      .map(([what, value]) => send(`${name} is ${what}`, { json: { ...json, [name]: value } })),
    ...inner(name, sample).map(([what, value]) =>
      send(`${name}: ${what}`, { json: { ...json, [name]: value } }),
    ),
  ]);
  const text = (/** @type {string} */ more) => (/** @type {any} */ v) => {
    const right = JSON.stringify(fillAll(json, v));
    return right === '{}' ? `{${more}}` : `${right.slice(0, -1)},${more}}`;
  };
  const type = 'application/json';
  return [
    ...each,
    send('with everything', { json: all }),
    send('with an unknown member', { json: { ...json, unknown: { a: [1] } } }),
    send('with a key of the prototype', { text: text('"__proto__":{"role":"admin","admin":true}'), type }),
    send('with a constructor', { text: text('"constructor":{"prototype":{"admin":true}}'), type }),
    send('with an id', {
      json: { ...json, id: 'chosen', createdAt: '2020-01-01T00:00:00.000Z', role: json.role ?? 'admin' },
    }),
  ];
}

/** One level deeper. @param {string} field @param {any} sample @returns {import('./values.mjs').Value[]} */
function inner(field, sample) {
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return [];
  return Object.entries(sample).flatMap(([name, value]) => [
    [`without ${name}`, without(sample, name)],
    ...oddValues(name, value).map(
      ([what, odd]) =>
        /** @type {import('./values.mjs').Value} */ ([`${name} is ${what}`, { ...sample, [name]: odd }]),
    ),
  ]);
}

/** @param {Record<string, any>} record @param {string} name */
const without = (record, name) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

/** Queries with each parameter in turn absent, repeated or odd. @param {Endpoint} endpoint @returns {Step[]} */
export function parameters(endpoint) {
  const { query = {}, optional = {}, method } = endpoint;
  if (method !== 'get') return [];
  const send = (/** @type {string} */ does, /** @type {any} */ wanted, raw = '') =>
    step({ ...endpoint, path: endpoint.path + raw }, does, { query: wanted });
  const all = { ...query, ...optional };
  const each = Object.entries(all).flatMap(([name, sample]) => [
    ...(name in query
      ? [send(`without ${name}`, without(query, name))]
      : [send(`with ${name}`, { ...query, [name]: sample })]),
    ...oddValues(name, sample)
      .filter(([, value]) => ['string', 'function', 'number', 'boolean'].includes(typeof value))
      .map(([what, value]) => send(`${name} is ${what}`, { ...query, [name]: value })),
    send(`${name} twice`, { ...query, [name]: [sample, 'b'] }),
    send(`${name} without a value`, without(query, name), `?${name}`),
    send(`${name} as a list`, without(query, name), `?${name}[]=a`),
    send(`${name} oddly encoded`, without(query, name), `?${name}=%E4%A`),
    send(`${name} with a plus`, without(query, name), `?${name}=a+b%2Bc`),
  ]);
  return [
    ...each,
    send('with everything', all),
    send('with an unknown parameter', { ...query, unknown: 'x', __proto__x: 'y' }),
  ];
}
