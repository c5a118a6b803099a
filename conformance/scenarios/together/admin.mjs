import { password, signUp } from '../_people.mjs';

/**
 * What an administrator does on one server holds on the other.
 * @param {string} makes @param {string} uses @param {string} chief @param {string} guest
 */
const crosses = (makes, uses, chief, guest) => {
  /** @type {(on: string, does: string, jar: string, path: string, json: any, expect: any, more?: any) => any} */
  const post = (on, does, jar, path, json, expect, more = {}) => ({
    does: `${on}: ${chief}'s: ${does}`,
    on,
    jar,
    post: path,
    json,
    expect,
    ...more,
  });
  /** @type {(on: string, does: string, jar: string, path: string, query: any, check: any, more?: any) => any} */
  const get = (on, does, jar, path, query, check, more = {}) => ({
    does: `${on}: ${chief}'s: ${does}`,
    on,
    jar,
    get: path,
    ...(query && { query }),
    expect: 200,
    check,
    ...more,
  });
  const userId = `{{${guest}Id}}`;
  const guestSignsIn = { email: `{{${guest}}}`, password };
  return [
    { ...signUp(chief, { does: `${chief} signs up on ${makes}` }), on: makes },
    { ...signUp(guest, { does: `${guest} signs up on ${uses}` }), on: uses },
    {
      does: `${chief} becomes an administrator`,
      on: makes,
      setup: true,
      update: 'user',
      set: { role: 'admin' },
      where: { id: `{{${chief}Id}}` },
    },
    get(
      uses,
      'is an administrator',
      chief,
      '/admin/get-user',
      { id: userId },
      { 'body.role': 'user', 'body.banned': false },
    ),
    post(makes, 'gives a role', chief, '/admin/set-role', { userId, role: ['user', 'admin'] }, 200),
    get(uses, 'the role is there', guest, '/admin/get-user', { id: userId }, { 'body.role': 'user,admin' }),
    post(uses, 'takes it away', chief, '/admin/set-role', { userId, role: 'user' }, 200),
    {
      does: `${makes} knows that ${guest} lost the role`,
      on: makes,
      jar: guest,
      get: '/admin/get-user',
      query: { id: userId },
      expect: '403 YOU_ARE_NOT_ALLOWED_TO_GET_USER',
    },
    post(makes, 'bans', chief, '/admin/ban-user', { userId, banReason: 'Spam', banExpiresIn: 3600 }, 200),
    get(uses, 'the session has ended', guest, '/get-session', undefined, { body: null }),
    post(uses, 'the ban holds', guest, '/sign-in/email', guestSignsIn, '403 BANNED_USER'),
    post(uses, 'lifts the ban', chief, '/admin/unban-user', { userId }, 200, {
      check: { 'body.user.banned': false, 'body.user.banExpires': null },
    }),
    post(makes, 'the ban is lifted', guest, '/sign-in/email', guestSignsIn, 200),
    post(uses, 'bans again', chief, '/admin/ban-user', { userId }, 200),
    post(makes, 'the other ban holds', guest, '/sign-in/email', guestSignsIn, '403 BANNED_USER'),
    {
      does: `the ban of ${guest} runs out`,
      on: makes,
      setup: true,
      update: 'user',
      set: { banExpires: { ago: 60 } },
      where: { id: userId },
    },
    post(uses, 'it has run out', guest, '/sign-in/email', guestSignsIn, 200),
    get(
      makes,
      'it lifted itself',
      chief,
      '/admin/get-user',
      { id: userId },
      { 'body.banned': false, 'body.banReason': null },
    ),
    post(makes, 'impersonates', chief, '/admin/impersonate-user', { userId }, 200),
    get(uses, 'is the guest', chief, '/get-session', undefined, {
      'body.user.id': userId,
      'body.session.impersonatedBy': `{{${chief}Id}}`,
    }),
    post(uses, 'comes back', chief, '/admin/stop-impersonating', {}, 200, {
      check: { 'body.user.id': `{{${chief}Id}}` },
    }),
    get(makes, 'is back', chief, '/get-session', undefined, { 'body.user.id': `{{${chief}Id}}` }),
    post(
      uses,
      'sets a password',
      chief,
      '/admin/set-user-password',
      { userId, newPassword: 'another long phrase' },
      200,
    ),
    post(
      makes,
      'the password is new',
      guest,
      '/sign-in/email',
      { ...guestSignsIn, password: 'another long phrase' },
      200,
    ),
    post(
      makes,
      'creates',
      chief,
      '/admin/create-user',
      { email: `new.{{${guest}}}`, name: 'New', password, role: 'admin' },
      200,
      { capture: { made: 'body.user.id' } },
    ),
    post(
      uses,
      'the new one signs in',
      `${guest}2`,
      '/sign-in/email',
      { email: `new.{{${guest}}}`, password },
      200,
    ),
    get(
      uses,
      'the new one lists',
      `${guest}2`,
      '/admin/list-users',
      { searchValue: `{{${guest}}}` },
      { 'body.total': 2 },
    ),
    post(uses, 'removes the new one', chief, '/admin/remove-user', { userId: '{{made}}' }, 200),
    get(makes, 'the new one has gone', `${guest}2`, '/get-session', undefined, { body: null }),
  ];
};

export default {
  title: 'Roles, bans and impersonations of one server are those of the other',
  profile: 'together-admin',
  together: 'reference',
  steps: [crosses('reference', 'lyceum', 'ann', 'bob'), crosses('lyceum', 'reference', 'cid', 'dan')],
};
