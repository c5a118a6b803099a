import { bodies, password, session, signUp } from '../_people.mjs';

const deep = (/** @type {number} */ depth) => '['.repeat(depth) + ']'.repeat(depth);
const raw = (/** @type {string} */ path, /** @type {[string, string, string | number][]} */ cases) =>
  cases.map(([does, text, expect]) => ({
    does,
    jar: 'ann',
    post: path,
    text,
    type: 'application/json',
    expect,
  }));

/** Bodies no record is. @type {[string, any, string | number][]} */
const shapes = [
  ['nothing at all', undefined, '400 VALIDATION_ERROR'],
  ['null', null, '400 VALIDATION_ERROR'],
  ['a list', [], '400 VALIDATION_ERROR'],
  ['a list of a record', [{ name: 'x' }], '400 VALIDATION_ERROR'],
  ['a text', 'x', '400 VALIDATION_ERROR'],
  ['a number', 1, '400 VALIDATION_ERROR'],
  ['a truth', true, '400 VALIDATION_ERROR'],
];

const endpoints = [
  '/sign-in/email',
  '/sign-in/social',
  '/request-password-reset',
  '/reset-password',
  '/send-verification-email',
  '/change-password',
  '/verify-password',
  '/change-email',
  '/update-user',
  '/update-session',
  '/revoke-session',
  '/unlink-account',
  '/link-social',
  '/get-access-token',
  '/refresh-token',
  '/delete-user',
];

export default {
  title: 'Bodies of the wrong shape, keys of prototypes, and very much of everything',
  steps: [
    signUp('ann'),
    endpoints.flatMap((path) =>
      shapes.map(([what, json, expect]) => ({
        does: `sends ${what} to ${path}`,
        jar: 'ann',
        post: path,
        ...(json === undefined ? {} : { json }),
        expect,
      })),
    ),
    ...raw('/update-user', [
      ['sends a key of the prototype', '{"__proto__":{"name":"x"}}', 400],
      ['sends a key of the prototype and a name', '{"__proto__":{"image":"x"},"name":"Ann"}', 200],
      ['sends a constructor', '{"constructor":{"prototype":{"name":"x"}},"name":"Ann"}', 200],
      ['sends toString', '{"toString":"x","hasOwnProperty":1,"name":"Ann"}', 200],
      ['sends an escaped key of the prototype', '{"\\u005f_proto__":{"name":"y"},"name":"Ann"}', 200],
      ['repeats a name', '{"name":"first","name":"second"}', 200],
      ['escapes what need not be', '{"na\\u006de":"\\u0041nn"}', 200],
      ['sends a lone half of a character', '{"name":"a\\ud800b"}', 200],
      ['sends a large exponent', '{"name":"Ann","x":1e400}', 200],
      ['sends a nul', '{"name":"a","image":null,"x":"\\u0000"}', 200],
      ['sends a nested list', `{"name":"Ann","x":${deep(200)}}`, 200],
      ['sends a deeply nested list', `{"name":"Ann","x":${deep(9000)}}`, 200],
      ['sends a control character as it is', '{"name":"a\u0001b"}', '400 BAD_REQUEST'],
      ['sends a number with a leading nought', '{"name":"x","y":01}', '400 BAD_REQUEST'],
      ['sends NaN', '{"name":NaN}', '400 BAD_REQUEST'],
      ['sends a comment', '{"name":"x"/* */}', '400 BAD_REQUEST'],
      ['sends an unfinished text', '{"name":"x', '400 BAD_REQUEST'],
    ]),
    session('ann', 'after all that'),
    ...bodies({ jar: 'ann', post: '/update-user' }, [
      ['sends a number for the name', { name: 7 }, 200],
      ['sends an empty name', { name: '' }, 200],
      ['sends a long name', { name: 'ä'.repeat(5000) }, 200],
      ['sends many scripts', { name: 'नमस्ते سلام 你好 👩‍👩‍👧‍👦 e\u0301' }, 200],
      ['sends a mark of direction', { name: 'a\u202eb\u200f' }, 200],
      ['sends a picture with spaces', { image: 'not a url at all' }, 200],
      ['sends an empty picture', { image: '' }, 200],
    ]),
    session('ann', 'with all scripts'),
    ...bodies({ post: '/sign-in/email' }, [
      ['signs in with numbers', { email: 1, password: 2 }, '400 VALIDATION_ERROR'],
      ['signs in with lists', { email: ['{{ann}}'], password: [password] }, '400 VALIDATION_ERROR'],
      ['signs in with an operator', { email: { $gt: '' }, password: { $gt: '' } }, '400 VALIDATION_ERROR'],
      [
        'signs in with a very long password',
        { email: '{{ann}}', password: 'p'.repeat(100_000) },
        '400 PASSWORD_TOO_LONG',
      ],
      [
        'signs in with a very long address',
        { email: `${'a'.repeat(10_000)}@example.com`, password },
        '401 INVALID_EMAIL_OR_PASSWORD',
      ],
      ['signs in with a quote', { email: "a'or'1'@example.com", password }, '400 INVALID_EMAIL'],
      ['signs in with too much', { email: '{{ann}}', password, role: 'admin', user: {} }, 200],
      [
        'signs in with text for a truth',
        { email: '{{ann}}', password, rememberMe: 'true' },
        '400 VALIDATION_ERROR',
      ],
      [
        'signs in with null for a truth',
        { email: '{{ann}}', password, rememberMe: null },
        '400 VALIDATION_ERROR',
      ],
      [
        'signs in with null for a URL',
        { email: '{{ann}}', password, callbackURL: null },
        '400 VALIDATION_ERROR',
      ],
    ]),
    ...bodies({ jar: 'ann', post: '/revoke-session' }, [
      ['revokes a number', { token: 5 }, '400 VALIDATION_ERROR'],
      ['revokes an empty text', { token: '' }, 200],
      ['revokes a wildcard', { token: '%' }, 200],
      ['revokes a very long text', { token: 'x'.repeat(20_000) }, 200],
    ]),
    session('ann', 'that nothing has revoked'),
  ],
};
