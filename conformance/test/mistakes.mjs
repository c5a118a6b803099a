import { signedCookie } from '../scenarios/_forge.mjs';

/**
 * Mistakes a server could make, each small, with the path at which the comparison must point.
 * @typedef {{name: string, path: RegExp, make: import('./mutant.mjs').Mistake}} Case
 */

/** @param {(body: any) => any} change @returns {import('./mutant.mjs').Mistake} */
const json = (change) => (answer) => {
  if (!answer.text.startsWith('{')) return;
  const body = JSON.parse(answer.text);
  answer.text = JSON.stringify(change(body) ?? body);
};

/** @param {(text: string) => string} change @returns {import('./mutant.mjs').Mistake} */
const text = (change) => (answer) => {
  answer.text = change(answer.text);
};

/** @param {(line: string) => string} change @returns {import('./mutant.mjs').Mistake} */
const cookie = (change) => (answer) => {
  answer.setCookies = answer.setCookies.map(change);
};

/** @param {(headers: Record<string, string>) => void} change @returns {import('./mutant.mjs').Mistake} */
const header = (change) => (answer) => change(answer.headers);

const reversed = (/** @type {any} */ value) => Object.fromEntries(Object.entries(value).reverse());
const later = (/** @type {string} */ date) => new Date(Date.parse(date) + 3600e3).toISOString();

/** @type {Case[]} */
export const mistakes = [
  {
    name: 'another status',
    path: /status/,
    make: (answer) => (answer.status += answer.status === 401 ? 2 : 0),
  },
  {
    name: '201 for 200',
    path: /status/,
    make: (answer) => (answer.status = answer.status === 200 ? 201 : answer.status),
  },
  {
    name: 'a charset in the content type',
    path: /content-type/,
    make: header((h) => (h['content-type'] += '; charset=utf-8')),
  },
  { name: 'no content type', path: /content-type/, make: header((h) => delete h['content-type']) },
  { name: 'a cache that may be kept', path: /cache-control/, make: header((h) => delete h['cache-control']) },
  { name: 'a location', path: /location/, make: header((h) => (h.location = '/elsewhere')) },
  { name: 'no JWT in the header', path: /set-auth-jwt/, make: header((h) => delete h['set-auth-jwt']) },
  {
    name: 'a JWT with a spoilt signature',
    path: /set-auth-jwt\.signature/,
    make: header((h) => {
      if (h['set-auth-jwt']) h['set-auth-jwt'] = h['set-auth-jwt'].replace(/.{8}$/, 'AAAAAAAA');
    }),
  },
  {
    name: 'no HttpOnly',
    path: /cookies\[\d\]\.attributes/,
    make: cookie((line) => line.replace('; HttpOnly', '')),
  },
  {
    name: 'attributes in another order',
    path: /cookies\[\d\]\.attributes/,
    make: cookie((line) => line.replace('; Path=/; HttpOnly', '; HttpOnly; Path=/')),
  },
  {
    name: 'attributes in another case',
    path: /cookies\[\d\]\.attributes/,
    make: cookie((line) => line.replace('SameSite=Lax', 'SameSite=lax')),
  },
  {
    name: 'another lifetime',
    path: /cookies\[\d\]\.attributes/,
    make: cookie((line) => line.replace('Max-Age=604800', 'Max-Age=604799')),
  },
  {
    name: 'another cookie name',
    path: /cookies\[\d\]\.name/,
    make: cookie((line) => line.replace('better-auth.session_data', 'better-auth.session-data')),
  },
  { name: 'a cookie lost', path: /cookies/, make: (answer) => void answer.setCookies.pop() },
  { name: 'cookies in another order', path: /cookies/, make: (answer) => void answer.setCookies.reverse() },
  {
    name: 'a cookie signed with another key',
    path: /cookies\[\d\]\.value\.signature/,
    make: cookie((line) =>
      line.replace(
        /(session_token=)([^.;]+)\.[^;]+/,
        (_, name, value) => name + signedCookie(value, 'another key'),
      ),
    ),
  },
  {
    name: 'another token in the cookie',
    path: /cookies\[\d\]\.value/,
    make: cookie((line) =>
      line.replace(/(session_token=)[^;]+/, (_, name) => name + signedCookie('aB3'.repeat(11).slice(0, 32))),
    ),
  },
  {
    name: 'a cookie without percent signs',
    path: /cookies\[\d\]\.value/,
    make: cookie((line) => line.replace('%3D;', '=;')),
  },
  {
    name: 'a cache cookie of another user name',
    path: /cookies\[\d\]\.value\.compact\.signature/,
    make: cookie((line) =>
      line.replace(
        /(session_data=)([^;]+)/,
        (_, name, value) =>
          name +
          Buffer.from(
            Buffer.from(value, 'base64url').toString().replace('"name":"ann"', '"name":"eve"'),
          ).toString('base64url'),
      ),
    ),
  },
  { name: 'keys in another order', path: /order of keys/, make: json(reversed) },
  {
    name: 'keys of the user in another order',
    path: /json\.user\.\(order of keys\)/,
    make: json((body) => {
      if (body.user) body.user = reversed(body.user);
    }),
  },
  {
    name: 'null left out',
    path: /json\.user\.image/,
    make: json((body) => {
      if (body.user?.image === null) delete body.user.image;
    }),
  },
  {
    name: 'absent as null',
    path: /json\.url/,
    make: json((body) => {
      if ('redirect' in body) body.url = null;
    }),
  },
  { name: 'a further key', path: /json\.extra/, make: json((body) => ({ ...body, extra: 1 })) },
  {
    name: 'false as 0',
    path: /json\.user\.emailVerified/,
    make: json((body) => {
      if (body.user) body.user.emailVerified = 0;
    }),
  },
  {
    name: 'another message',
    path: /json\.message/,
    make: json((body) => {
      if (body.message) body.message += '.';
    }),
  },
  {
    name: 'another code',
    path: /json\.code/,
    make: json((body) => {
      if (body.code) body.code = 'OTHER';
    }),
  },
  {
    name: 'no code',
    path: /json\.code/,
    make: json((body) => {
      delete body.code;
    }),
  },
  {
    name: 'a date without milliseconds',
    path: /json\.user\.createdAt/,
    make: text((body) => body.replace(/("createdAt":"[^"]+)\.\d{3}Z/g, '$1Z')),
  },
  {
    name: 'a date with an offset',
    path: /createdAt/,
    make: text((body) => body.replace(/("createdAt":"[^"]+)Z/g, '$1+00:00')),
  },
  {
    name: 'a session an hour longer',
    path: /json\.session\.expiresAt/,
    make: json((body) => {
      if (body.session) body.session.expiresAt = later(body.session.expiresAt);
    }),
  },
  {
    name: 'a session of another user',
    path: /json\.session\.userId/,
    make: json((body) => {
      if (body.session) body.session.userId = body.session.id;
    }),
  },
  {
    name: 'another token in the body',
    path: /json\.token/,
    make: json((body) => {
      if (body.token) body.token = 'aB3'.repeat(11).slice(0, 32);
    }),
  },
  {
    name: 'a shorter id',
    path: /json\.user\.id/,
    make: json((body) => {
      if (body.user) body.user.id = body.user.id.slice(1);
    }),
  },
  {
    name: 'a number for an id',
    path: /json\.user\.id/,
    make: json((body) => {
      if (body.user) body.user.id = 7;
    }),
  },
  { name: 'a line feed at the end', path: /spelling/, make: text((body) => (body ? `${body}\n` : body)) },
  { name: 'spaces in JSON', path: /spelling/, make: text((body) => body.replace('":', '": ')) },
  { name: 'markup escaped', path: /spelling/, make: text((body) => body.replaceAll('<', '\\u003c')) },
  { name: 'a body where there is none', path: /body/, make: (answer) => void (answer.text ||= '{}') },
  { name: 'an empty body', path: /body/, make: text(() => '') },
  { name: 'null as an object', path: /body/, make: text((body) => (body === 'null' ? '{}' : body)) },
];
