import { by, make } from './_keys.mjs';
import { signUp } from './_people.mjs';

/** A life of keys that secondary storage has, alone or before a table. */

/** @param {string} name of a variable with a key @param {string} when */
const kept = (name, when) => ({
  does: `${name} is kept ${when}`,
  stored: `api-key:by-id:{{${name}Id}}`,
});

/** @param {string} who @param {string} when */
const listed = (who, when) => ({ does: `the list of ${who} ${when}`, stored: `api-key:by-ref:{{${who}Id}}` });

const list = (
  /** @type {string} */ does,
  /** @type {Record<string, any>} */ query = { sortBy: 'createdAt' },
) => ({
  does,
  get: '/api-key/list',
  query,
  jar: 'ann',
  expect: 200,
});

const day = 86400;

export const life = [
  signUp('ann'),
  signUp('bob'),
  make('ann', 'plain'),
  listed('ann', 'has one key'),
  make('ann', 'full', {
    name: 'Robot',
    prefix: 'robot_',
    expiresIn: 2 * day,
    metadata: { room: 7, tags: ['a'] },
  }),
  kept('plain', 'as it was made'),
  kept('full', 'as it was made'),
  listed('ann', 'has two keys'),
  { does: 'looks at the rows', rows: 'apikey', where: { referenceId: '{{annId}}' } },
  { does: 'reads it', get: '/api-key/get', query: { id: '{{fullId}}' }, jar: 'ann', expect: 200 },
  {
    does: 'bob reads it',
    get: '/api-key/get',
    query: { id: '{{fullId}}' },
    jar: 'bob',
    expect: '404 KEY_NOT_FOUND',
  },
  { does: 'reads none', get: '/api-key/get', query: { id: 'x' }, jar: 'ann', expect: '404 KEY_NOT_FOUND' },
  list('lists them'),
  list('lists them backwards', { sortBy: 'createdAt', sortDirection: 'desc', limit: 1 }),
  list('lists them by name', { sortBy: 'name' }),
  { does: 'bob lists', get: '/api-key/list', jar: 'bob', expect: 200 },
  listed('ann', 'after looking'),
  by('uses it', 'plain', { get: '/get-session', expect: 200 }),
  kept('plain', 'after a use'),
  by('uses it again', 'plain', { get: '/get-session', expect: 200 }),
  by('uses it thrice', 'plain', { get: '/get-session', expect: 200 }),
  by('uses it too often', 'plain', { get: '/get-session', expect: '429 RATE_LIMITED' }),
  by('uses one that is not there', 'nothing', { get: '/get-session', expect: '401 INVALID_API_KEY' }),
  {
    does: 'changes it',
    post: '/api-key/update',
    jar: 'ann',
    json: { keyId: '{{fullId}}', name: 'Better', metadata: { room: 8 }, expiresIn: null },
    expect: 200,
  },
  kept('full', 'after a change'),
  {
    does: 'turns it off',
    post: '/api-key/update',
    jar: 'ann',
    json: { keyId: '{{fullId}}', enabled: false },
    expect: 200,
  },
  by('uses what is off', 'full', { get: '/get-session', expect: '401 KEY_DISABLED' }),
  list('lists them after changes'),
  { does: 'deletes it', post: '/api-key/delete', jar: 'ann', json: { keyId: '{{fullId}}' }, expect: 200 },
  kept('full', 'no more'),
  listed('ann', 'has one key again'),
  by('uses what is gone', 'full', { get: '/get-session', expect: '401 INVALID_API_KEY' }),
  list('lists what remains'),
  {
    does: 'deletes it again',
    post: '/api-key/delete',
    jar: 'ann',
    json: { keyId: '{{fullId}}' },
    expect: '404 KEY_NOT_FOUND',
  },
];

export const forgotten = [
  { does: 'the storage loses plain', forget: 'api-key:by-id:{{plainId}}' },
  { does: 'reads what was lost', get: '/api-key/get', query: { id: '{{plainId}}' }, jar: 'ann', expect: 200 },
  kept('plain', 'again'),
];

export const lost = [
  { does: 'the storage loses plain', forget: 'api-key:by-id:{{plainId}}' },
  {
    does: 'reads what was lost',
    get: '/api-key/get',
    query: { id: '{{plainId}}' },
    jar: 'ann',
    expect: '404 KEY_NOT_FOUND',
  },
  list('lists what was lost'),
];
