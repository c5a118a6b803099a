import { password, signUp } from '../_people.mjs';
import { becomes } from '../_admin.mjs';

/** The client's half of the profile: the same vocabulary and roles. */
const plugins = [
  [
    'admin',
    {
      ac: { user: ['create', 'list', 'ban'], session: ['list', 'revoke'], lesson: ['read', 'write'] },
      roles: {
        chief: { user: ['create', 'list', 'ban'], session: ['list', 'revoke'], lesson: ['read', 'write'] },
        reader: { lesson: ['read'] },
      },
    },
  ],
];

/**
 * @param {string} does
 * @param {string} jar
 * @param {(admin: any, variables: any) => any} use
 * @param {Record<string, any>} [more]
 */
const uses = (does, jar, use, more = {}) => ({
  does,
  jar,
  plugins,
  client: (/** @type {any} */ c, /** @type {any} */ v) => use(c.admin, v),
  ...more,
});

/** Questions that the browser answers by itself. */
const questions = [
  { lesson: ['read'] },
  { lesson: ['read', 'write'] },
  { user: ['list'], lesson: ['read'] },
  { user: ['fly'] },
  { moon: ['land'] },
  { lesson: [] },
  {},
];

export default {
  title: 'The official client: everything an administrator does',
  profile: 'admin-options',
  steps: [
    ['ann', 'bob', 'cid'].map((who) => signUp(who)),
    becomes('ann', 'chief'),
    uses(
      'creates',
      'ann',
      (a, v) =>
        a.createUser({ email: `eve.${v.ann}`, name: 'Eve', password, role: 'reader', data: { level: 2 } }),
      {
        capture: { eveId: 'result.data.user.id' },
      },
    ),
    uses('creates twice', 'ann', (a, v) => a.createUser({ email: `eve.${v.ann}`, name: 'Eve', password })),
    uses('gets', 'ann', (a, v) => a.getUser({ query: { id: v.eveId } })),
    uses('gets as a reader', 'bob', (a, v) => a.getUser({ query: { id: v.eveId } })),
    uses('updates', 'ann', (a, v) => a.updateUser({ userId: v.eveId, data: { name: 'Eva' } })),
    uses('gives roles', 'ann', (a, v) => a.setRole({ userId: v.eveId, role: ['reader', 'deputy'] })),
    uses('gives an unknown role', 'ann', (a, v) => a.setRole({ userId: v.eveId, role: 'king' })),
    uses('lists', 'ann', (a, v) =>
      a.listUsers({
        query: {
          searchValue: v.ann,
          searchField: 'email',
          searchOperator: 'contains',
          sortBy: 'email',
          limit: 1,
          offset: 1,
        },
      }),
    ),
    uses('lists by several', 'ann', (a, v) =>
      a.listUsers({
        query: { filterField: 'email', filterOperator: 'in', filterValue: [v.bob, v.cid], sortBy: 'email' },
      }),
    ),
    uses('lists by a flag', 'ann', (a, v) =>
      a.listUsers({ query: { searchValue: v.bob, filterField: 'banned', filterValue: false } }),
    ),
    uses('lists as a reader', 'bob', (a) => a.listUsers({ query: {} })),
    uses('bans', 'ann', (a, v) => a.banUser({ userId: v.cidId, banReason: 'Spam', banExpiresIn: 60 })),
    uses('lifts', 'ann', (a, v) => a.unbanUser({ userId: v.cidId })),
    uses('lists sessions', 'ann', (a, v) => a.listUserSessions({ userId: v.bobId }), {
      capture: { bobSession: 'result.data.sessions.0.token' },
    }),
    uses('asks whether it may', 'ann', (a) =>
      a.hasPermission({ permissions: { lesson: ['write'], user: ['ban'] } }),
    ),
    uses('asks whether it may, as a reader', 'bob', (a) =>
      a.hasPermission({ permissions: { lesson: ['write'] } }),
    ),
    uses('sets a password', 'ann', (a, v) =>
      a.setUserPassword({ userId: v.bobId, newPassword: 'a whole new phrase' }),
    ),
    uses('ends a session', 'ann', (a, v) => a.revokeUserSession({ sessionToken: v.bobSession })),
    uses('ends sessions', 'ann', (a, v) => a.revokeUserSessions({ userId: v.bobId })),
    uses('impersonates', 'ann', (a, v) => a.impersonateUser({ userId: v.bobId })),
    { does: 'is somebody else', jar: 'ann', plugins, client: (/** @type {any} */ c) => c.getSession() },
    uses('comes back', 'ann', (a) => a.stopImpersonating()),
    uses('comes back twice', 'ann', (a) => a.stopImpersonating()),
    uses('removes', 'ann', (a, v) => a.removeUser({ userId: v.eveId })),
    uses('removes twice', 'ann', (a, v) => a.removeUser({ userId: v.eveId })),
    uses('removes herself', 'ann', (a, v) => a.removeUser({ userId: v.annId })),
    ['chief', 'reader', 'reader,chief', 'user', 'admin', 'ghost'].map((role) =>
      uses(`answers for ${role}`, 'ann', (a) =>
        questions.map((permissions) => a.checkRolePermission({ role, permissions })),
      ),
    ),
  ],
};
