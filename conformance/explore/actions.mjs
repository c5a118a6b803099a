import { create, get as assert } from '../runner/authenticator.mjs';
import { totp } from '../scenarios/_factor.mjs';
import { password } from '../scenarios/_people.mjs';

/**
 * What people do in a walk, in groups. Each action makes one request or a few that belong together.
 * @typedef {import('./walk.mjs').Chance} Chance
 * @typedef {(chance: Chance, who: string) => any} Action
 */

/** @param {string} who @param {string} path @param {any} json @param {any} [more] */
const post = (who, path, json, more = {}) => ({
  does: `${who} ${path} ${typeof json === 'function' ? '…' : JSON.stringify(json)}`,
  jar: who,
  post: path,
  json,
  ...more,
});

/** @param {string} who @param {string} path @param {any} [query] @param {any} [more] */
const get = (who, path, query = {}, more = {}) => ({
  does: `${who} ${path} ${JSON.stringify(query)}`,
  jar: who,
  get: path,
  query,
  ...more,
});

const people = ['ann', 'bob', 'cid'];
const address = (/** @type {Chance} */ chance, /** @type {string} */ who) =>
  `{{${chance.maybe(0.8) ? who : chance.one([...people, 'nobody'])}}}`;
const capture = (/** @type {Record<string, any>} */ names) => ({ capture: names });
const secret = (/** @type {Chance} */ chance) => (chance.maybe(0.9) ? password : 'a wrong password');
/** The mail that came last, whatever it is. @param {string} to @param {any} names */
const reads = (to, names) => ({ does: `mail of ${to}`, mail: to, count: 'any', capture: names });
const urls = { callbackURL: '/done?x=1', newUserCallbackURL: '/new', errorCallbackURL: '/oops' };
const noOption = (/** @type {Chance} */ chance) =>
  chance.some({ image: 'https://example.com/i.png', callbackURL: '/x', rememberMe: chance.maybe() });

/** @type {Action[]} */
const core = [
  (chance, who) =>
    post(
      who,
      '/sign-up/email',
      { name: who, email: `{{${who}}}`, password, ...noOption(chance) },
      capture({ [chance.make('token')]: 'body.token', [chance.make('user')]: 'body.user.id' }),
    ),
  (chance, who) =>
    post(
      who,
      '/sign-in/email',
      {
        email: address(chance, who),
        password: secret(chance),
        ...chance.some({ callbackURL: '/x', rememberMe: chance.maybe() }),
      },
      capture({ [chance.make('token')]: 'body.token', [chance.make('user')]: 'body.user.id' }),
    ),
  (chance, who) =>
    post(
      who,
      '/sign-in/email',
      { email: address(chance, who), password },
      capture({ [chance.make('token')]: 'body.token', [chance.make('user')]: 'body.user.id' }),
    ),
  (_, who) => get(who, '/get-session'),
  (chance, who) =>
    get(who, '/get-session', chance.some({ disableCookieCache: 'true', disableRefresh: 'true' })),
  (_, who) => get(who, '/list-sessions'),
  (_, who) => get(who, '/list-accounts'),
  (_, who) => post(who, '/sign-out', {}),
  (chance, who) => post(who, '/revoke-session', { token: chance.old('token') }),
  (chance, who) => post(who, chance.one(['/revoke-sessions', '/revoke-other-sessions']), {}),
  (chance, who) =>
    post(
      who,
      '/update-user',
      chance.some(
        {
          name: chance.one(['Ann', 'Bob', 'Zoë']),
          image: chance.one([null, '', 'https://example.com/p.png']),
        },
        0.6,
      ),
    ),
  (chance, who) =>
    post(
      who,
      '/update-user',
      chance.some(
        {
          username: chance.one([`${who}_Name`, 'taken.Name', 'x', '']),
          displayUsername: chance.one(['Shown Name', null, 'a']),
        },
        0.7,
      ),
    ),
  (chance, who) =>
    post(
      who,
      '/change-password',
      {
        currentPassword: secret(chance),
        newPassword: password,
        ...chance.some({ revokeOtherSessions: chance.maybe() }),
      },
      capture({ [chance.make('token')]: 'body.token' }),
    ),
  (chance, who) => post(who, '/verify-password', { password: secret(chance) }),
  (chance, who) => [
    post(who, '/request-password-reset', {
      email: address(chance, who),
      ...chance.some({ redirectTo: '/reset' }),
    }),
    reads(`{{${who}}}`, { link: 'url' }),
    {
      does: 'follows it',
      get: (/** @type {any} */ v) => v.link ?? '/nowhere',
      jar: who,
      capture: {
        resetToken: (/** @type {any} */ reply) =>
          new URL(reply.headers.location, 'http://x').searchParams.get('token'),
      },
    },
    post(who, '/reset-password', { newPassword: password, token: '{{resetToken}}' }),
  ],
  (chance, who) => [
    post(who, '/send-verification-email', {
      email: address(chance, who),
      ...chance.some({ callbackURL: '/done' }),
    }),
    reads(`{{${who}}}`, { link: 'url' }),
    {
      does: 'follows it',
      get: (/** @type {any} */ v) => v.link ?? '/nowhere',
      jar: chance.one([who, 'stranger']),
    },
  ],
  (chance, who) => [
    post(who, '/change-email', {
      newEmail: chance.one([`{{${who}}}`, `new${chance.number()}.{{${who}}}`, '{{bob}}']),
      ...chance.some({ callbackURL: '/done' }),
    }),
    reads(`{{${who}}}`, { link: 'url' }),
  ],
  (chance, who) =>
    chance.maybe(0.2)
      ? post(who, '/delete-user', chance.some({ password: secret(chance), callbackURL: '/bye' }))
      : [],
  (chance, who) => post(who, '/unlink-account', { accountId: chance.old('account') }),
  (chance, who) =>
    post(who, '/sign-in/social', {
      provider: chance.one(['gitlab', 'github', 'plain', 'nonesuch']),
      ...chance.some({
        ...urls,
        disableRedirect: true,
        scopes: ['more'],
        requestSignUp: true,
        loginHint: 'x',
      }),
    }),
  (chance, who) => {
    const path = chance.one(['/sign-in/social', '/link-social']);
    return [
      post(
        who,
        path,
        { provider: chance.one(['gitlab', 'plain']), ...chance.some(urls) },
        capture({ authorize: 'body.url' }),
      ),
      {
        does: 'agrees at the provider',
        authorize: '{{authorize}}',
        as: {
          id: { ann: 11, bob: 12, cid: 13 }[who],
          sub: `${who}-sub`,
          username: who,
          name: `${who} there`,
          email: `{{${who}}}`,
          email_verified: chance.maybe(),
          state: 'active',
          locked: false,
          avatar_url: null,
        },
      },
      { does: 'comes back', jar: who, get: '{{callback}}' },
      get(who, '/list-accounts', {}, capture({ [chance.make('account')]: 'body.0.id' })),
    ];
  },
  (chance, who) =>
    post(who, chance.one(['/get-access-token', '/refresh-token']), { accountId: chance.old('account') }),
  (chance, who) => get(who, '/account-info', { accountId: chance.old('account') }),
  (_, who) => get(who, '/token'),
];

/** @type {Action[]} */
const codes = [
  (chance, who) => [
    post(who, '/sign-in/magic-link', {
      email: address(chance, who),
      ...chance.some({ name: 'By Link', ...urls }),
    }),
    reads(`{{${who}}}`, { link: 'url' }),
    {
      does: 'follows it',
      jar: chance.one([who, who, 'stranger']),
      get: (/** @type {any} */ v) => v.link ?? '/nowhere',
    },
    chance.maybe(0.2) && {
      does: 'follows it again',
      jar: who,
      get: (/** @type {any} */ v) => v.link ?? '/nowhere',
    },
  ],
  (chance, who) => {
    const type = chance.one(['sign-in', 'email-verification', 'forget-password']);
    const code = () => (chance.maybe(0.85) ? '{{otp}}' : '000000');
    return [
      post(who, '/email-otp/send-verification-otp', { email: address(chance, who), type }),
      reads(`{{${who}}}`, { otp: 'otp' }),
      chance.maybe(0.3) &&
        post(who, '/email-otp/check-verification-otp', { email: `{{${who}}}`, type, otp: code() }),
      type === 'sign-in' &&
        post(
          who,
          '/sign-in/email-otp',
          { email: `{{${who}}}`, otp: code(), ...chance.some({ name: 'By Code', image: 'i' }) },
          capture({ [chance.make('token')]: 'body.token', [chance.make('user')]: 'body.user.id' }),
        ),
      type === 'email-verification' &&
        post(who, '/email-otp/verify-email', { email: `{{${who}}}`, otp: code() }),
      type === 'forget-password' &&
        post(who, '/email-otp/reset-password', { email: `{{${who}}}`, otp: code(), password }),
    ];
  },
  (chance, who) => {
    const phoneNumber = `+1555${{ ann: 1, bob: 2, cid: 3 }[who]}{{n}}`;
    const code = chance.maybe(0.85) ? '{{otp}}' : '000000';
    return [
      post(who, '/phone-number/send-otp', { phoneNumber }),
      reads(phoneNumber, { otp: 'otp' }),
      post(
        who,
        '/phone-number/verify',
        {
          phoneNumber,
          code,
          ...chance.some({ disableSession: chance.maybe(), updatePhoneNumber: chance.maybe() }),
        },
        capture({ [chance.make('token')]: 'body.token' }),
      ),
      chance.maybe(0.3) &&
        post(who, '/sign-in/phone-number', {
          phoneNumber,
          password: secret(chance),
          ...chance.some({ rememberMe: chance.maybe() }),
        }),
    ];
  },
  (chance, who) =>
    post(who, '/sign-in/username', {
      username: chance.one([`${who}_Name`, `${who}_NAME`, 'taken.name', 'nobody']),
      password: secret(chance),
      ...chance.some({ rememberMe: chance.maybe(), callbackURL: '/x' }),
    }),
  (chance, who) =>
    post(who, '/is-username-available', { username: chance.one([`${who}_name`, 'taken.name', 'free', '!']) }),
  (chance, who) => post(who, '/sign-in/anonymous', {}, capture({ [chance.make('token')]: 'body.token' })),
  (chance, who) => (chance.maybe(0.4) ? post(who, '/delete-anonymous-user', {}) : []),
  (chance, who) => [
    get(who, '/one-time-token/generate', {}, capture({ ott: 'body.token' })),
    post(chance.one(people), '/one-time-token/verify', { token: '{{ott}}' }),
  ],
  (_, who) => get(who, '/multi-session/list-device-sessions'),
  (chance, who) =>
    post(
      who,
      chance.one(['/multi-session/set-active', '/multi-session/set-active', '/multi-session/revoke']),
      { sessionToken: chance.old('token') },
    ),
];

/** @type {Action[]} */
const factor = [
  (chance, who) =>
    post(
      who,
      '/two-factor/enable',
      {
        password: secret(chance),
        ...chance.some({ method: chance.one(['totp', 'otp']), issuer: 'Book' }, 0.3),
      },
      capture({ [`${who}URI`]: 'body.totpURI', [`${who}Codes`]: 'body.backupCodes' }),
    ),
  (chance, who) =>
    post(
      who,
      '/two-factor/verify-totp',
      (/** @type {any} */ v) => ({ code: v[`${who}URI`] ? totp(v[`${who}URI`]) : '123456' }),
      {},
    ),
  (chance, who) => {
    const trust = chance.some({ trustDevice: chance.maybe() });
    return [
      post(who, '/sign-in/email', {
        email: `{{${who}}}`,
        password,
        ...chance.some({ rememberMe: chance.maybe(), callbackURL: '/x' }),
      }),
      post(who, '/two-factor/verify-totp', (/** @type {any} */ v) => ({
        code: v[`${who}URI`] ? totp(v[`${who}URI`]) : '123456',
        ...trust,
      })),
    ];
  },
  (chance, who) => [
    post(who, '/sign-in/email', { email: `{{${who}}}`, password }),
    post(who, '/two-factor/send-otp', chance.some({ trustDevice: true })),
    reads(`{{${who}}}`, { otp: 'otp' }),
    post(who, '/two-factor/verify-otp', {
      code: chance.maybe(0.85) ? '{{otp}}' : '000000',
      ...chance.some({ trustDevice: chance.maybe() }),
    }),
  ],
  (chance, who) => [
    chance.maybe() && post(who, '/sign-in/email', { email: `{{${who}}}`, password }),
    post(who, '/two-factor/verify-backup-code', (/** @type {any} */ v) => ({
      code: v[`${who}Codes`]?.[0] ?? 'aaaaa-bbbbb',
    })),
  ],
  (chance, who) =>
    post(who, '/two-factor/verify-backup-code', (/** @type {any} */ v) => ({
      code: v[`${who}Codes`]?.[1] ?? 'aaaaa-bbbbb',
      disableSession: true,
    })),
  (chance, who) =>
    post(
      who,
      '/two-factor/generate-backup-codes',
      { password: secret(chance) },
      capture({ [`${who}Codes`]: 'body.backupCodes' }),
    ),
  (chance, who) => post(who, '/two-factor/get-totp-uri', { password: secret(chance) }),
  (chance, who) => (chance.maybe(0.4) ? post(who, '/two-factor/disable', { password: secret(chance) }) : []),
];

const role = (/** @type {Chance} */ chance) =>
  chance.one([
    'member',
    'member',
    'admin',
    'owner',
    'teacher',
    ['member', 'admin'],
    'nonesuch',
    'member,admin',
  ]);
const inside = (/** @type {Chance} */ chance) => chance.some({ organizationId: chance.old('org') });

/** @type {Action[]} */
const organization = [
  (chance, who) =>
    post(
      who,
      '/organization/create',
      {
        name: `School ${chance.number()}`,
        slug: `s{{n}}-${chance.number()}`,
        ...chance.some({ logo: 'l', metadata: { a: 1 }, keepCurrentActiveOrganization: chance.maybe() }),
      },
      capture({ [chance.make('org')]: 'body.id', [chance.make('member')]: 'body.members.0.id' }),
    ),
  (chance, who) =>
    post(who, '/organization/update', {
      data: chance.some({
        name: 'Renamed',
        logo: null,
        metadata: { b: [1] },
        slug: `t{{n}}-${chance.number()}`,
      }),
      ...inside(chance),
    }),
  (chance, who) =>
    chance.maybe(0.15) ? post(who, '/organization/delete', { organizationId: chance.old('org') }) : [],
  (chance, who) =>
    post(who, '/organization/set-active', {
      organizationId: chance.one([chance.old('org'), chance.old('org'), null]),
    }),
  (chance, who) =>
    get(
      who,
      '/organization/get-full-organization',
      chance.some({ organizationId: chance.old('org'), membersLimit: '1' }),
    ),
  (chance, who) => get(who, '/organization/get-organization', inside(chance)),
  (_, who) => get(who, '/organization/list', {}),
  (chance, who) => {
    const guest = chance.one(people);
    const name = chance.make('invitation');
    return [
      post(
        who,
        '/organization/invite-member',
        {
          email: `{{${guest}}}`,
          role: role(chance),
          ...inside(chance),
          ...chance.some(
            { resend: chance.maybe(), teamId: chance.one([chance.old('team'), [chance.old('team')]]) },
            0.25,
          ),
        },
        capture({ [name]: 'body.id' }),
      ),
      chance.maybe(0.7) &&
        post(
          guest,
          '/organization/accept-invitation',
          { invitationId: `{{${name}}}` },
          capture({ [chance.make('member')]: 'body.member.id' }),
        ),
    ];
  },
  (chance, who) =>
    post(
      who,
      chance.one([
        '/organization/accept-invitation',
        '/organization/reject-invitation',
        '/organization/cancel-invitation',
      ]),
      { invitationId: chance.old('invitation') },
    ),
  (chance, who) => get(who, '/organization/get-invitation', { id: chance.old('invitation') }),
  (chance, who) => get(who, '/organization/list-invitations', inside(chance)),
  (_, who) => get(who, '/organization/list-user-invitations', {}),
  (_, who) => get(who, '/organization/get-active-member'),
  (chance, who) =>
    get(
      who,
      '/organization/get-active-member-role',
      chance.some({ userId: chance.old('user'), organizationId: chance.old('org') }),
    ),
  (chance, who) =>
    get(who, '/organization/list-members', {
      sortBy: 'createdAt',
      ...chance.some({
        organizationId: chance.old('org'),
        limit: chance.one(['1', '10']),
        offset: chance.one(['0', '1']),
        sortDirection: chance.one(['asc', 'desc']),
      }),
    }),
  (chance, who) =>
    get(who, '/organization/list-members', {
      filterField: 'role',
      filterValue: chance.one(['member', 'own', 'admin']),
      filterOperator: chance.one(['eq', 'ne', 'contains', 'starts_with', 'ends_with', 'in']),
      sortBy: 'createdAt',
    }),
  (chance, who) =>
    post(who, '/organization/update-member-role', {
      memberId: chance.old('member'),
      role: role(chance),
      ...inside(chance),
    }),
  (chance, who) =>
    post(who, '/organization/remove-member', {
      memberIdOrEmail: chance.one([chance.old('member'), '{{bob}}']),
      ...inside(chance),
    }),
  (chance, who) => post(who, '/organization/leave', { organizationId: chance.old('org') }),
  (chance, who) =>
    post(
      who,
      '/organization/create-team',
      { name: `Team ${chance.number()}`, ...inside(chance) },
      capture({ [chance.make('team')]: 'body.id' }),
    ),
  (chance, who) =>
    post(who, '/organization/update-team', {
      teamId: chance.old('team'),
      data: chance.some({ name: 'Other' }),
    }),
  (chance, who) => post(who, '/organization/remove-team', { teamId: chance.old('team'), ...inside(chance) }),
  (chance, who) =>
    post(who, '/organization/set-active-team', {
      teamId: chance.one([chance.old('team'), chance.old('team'), null]),
    }),
  (chance, who) =>
    post(
      who,
      chance.one([
        '/organization/add-team-member',
        '/organization/add-team-member',
        '/organization/remove-team-member',
      ]),
      { teamId: chance.old('team'), userId: chance.old('user') },
    ),
  (chance, who) => get(who, '/organization/list-teams', inside(chance)),
  (chance, who) =>
    get(who, '/organization/list-user-teams', chance.some({ userId: chance.old('user') }, 0.2)),
  (chance, who) =>
    get(who, '/organization/list-team-members', chance.some({ teamId: chance.old('team') }, 0.7)),
  (chance, who) =>
    post(
      who,
      '/organization/create-role',
      {
        role: chance.one(['teacher', 'clerk', 'Clerk', 'owner']),
        permission: chance.one([
          { lesson: ['read'] },
          { member: ['create'], lesson: ['write'] },
          { nonesuch: ['x'] },
          {},
        ]),
        ...inside(chance),
      },
      capture({ [chance.make('role')]: 'body.roleData.id' }),
    ),
  (chance, who) =>
    post(who, '/organization/update-role', {
      ...chance.one([{ roleName: 'teacher' }, { roleId: chance.old('role') }]),
      data: chance.some({ permission: { lesson: ['read', 'write'] }, roleName: 'mentor' }),
    }),
  (chance, who) =>
    post(
      who,
      '/organization/delete-role',
      chance.one([{ roleName: 'teacher' }, { roleId: chance.old('role') }]),
    ),
  (chance, who) => get(who, '/organization/list-roles', inside(chance)),
  (chance, who) =>
    get(who, '/organization/get-role', chance.one([{ roleName: 'teacher' }, { roleId: chance.old('role') }])),
  (chance, who) =>
    post(who, '/organization/has-permission', {
      permissions: chance.one([
        { member: ['create'] },
        { organization: ['delete'] },
        { lesson: ['read'] },
        { nonesuch: ['x'] },
      ]),
      ...inside(chance),
    }),
];

const dan = 'dan';
/** What dan does, who is the administrator. @type {Action[]} */
const admin = [
  (chance) =>
    post(
      dan,
      '/admin/create-user',
      {
        email: `made${chance.number()}.{{nobody}}`,
        name: 'Made',
        ...chance.some({
          password,
          role: chance.one(['user', 'admin', ['user', 'admin'], 'nonesuch']),
          data: { image: 'i', username: `made{{n}}_${chance.number()}` },
        }),
      },
      capture({ [chance.make('user')]: 'body.user.id' }),
    ),
  (chance) =>
    post(dan, '/admin/set-role', {
      userId: chance.old('user'),
      role: chance.one(['user', 'admin', ['user', 'admin'], 'nonesuch', '']),
    }),
  (chance) => get(dan, '/admin/get-user', { id: chance.old('user') }),
  (chance) =>
    post(dan, '/admin/update-user', {
      userId: chance.old('user'),
      data: chance.some({ name: 'Changed', image: null, emailVerified: chance.maybe(), role: 'user' }),
    }),
  (chance) =>
    post(dan, '/admin/ban-user', {
      userId: chance.old('user'),
      ...chance.some({ banReason: 'Spam', banExpiresIn: chance.one([1, 3600]) }),
    }),
  (chance) => post(dan, '/admin/unban-user', { userId: chance.old('user') }),
  (chance) => post(dan, '/admin/list-user-sessions', { userId: chance.old('user') }),
  (chance) => post(dan, '/admin/revoke-user-session', { sessionToken: chance.old('token') }),
  (chance) => post(dan, '/admin/revoke-user-sessions', { userId: chance.old('user') }),
  (chance) => [
    post(dan, '/admin/impersonate-user', { userId: chance.old('user') }),
    get(dan, '/get-session'),
    chance.maybe(0.3) && post(dan, '/organization/create', { name: 'x', slug: `i{{n}}-${chance.number()}` }),
    post(dan, '/admin/stop-impersonating', {}),
  ],
  (chance) => post(dan, '/admin/set-user-password', { userId: chance.old('user'), newPassword: password }),
  (chance) => (chance.maybe(0.2) ? post(dan, '/admin/remove-user', { userId: chance.old('user') }) : []),
  (chance) =>
    post(dan, '/admin/has-permission', {
      ...chance.some({ userId: chance.old('user'), role: chance.one(['user', 'admin', 'nonesuch']) }),
      permissions: chance.one([{ user: ['list'] }, { session: ['revoke', 'list'] }, { nonesuch: ['x'] }]),
    }),
  (chance) =>
    get(dan, '/admin/list-users', {
      searchField: 'email',
      searchOperator: 'contains',
      searchValue: 'walk-{{n}}',
      sortBy: 'email',
      ...chance.some({ limit: chance.one(['1', '3']), offset: '1', sortDirection: 'desc' }),
    }),
  (chance, who) => post(who, '/admin/ban-user', { userId: chance.old('user') }),
];

/** @type {Action[]} */
const devices = [
  (chance, who) =>
    post(
      who,
      '/api-key/create',
      chance.some({ name: 'robot', expiresIn: 90000, prefix: 'pre_', metadata: { a: 1 } }),
      capture({ [chance.make('key')]: 'body.id' }),
    ),
  (chance, who) =>
    post(who, '/api-key/update', {
      keyId: chance.old('key'),
      ...chance.some({
        name: 'other',
        enabled: chance.maybe(),
        metadata: { b: 2 },
        expiresIn: chance.one([null, 90000]),
      }),
    }),
  (chance, who) => get(who, '/api-key/get', { id: chance.old('key') }),
  (chance, who) =>
    get(
      who,
      '/api-key/list',
      chance.some({ limit: '2', offset: '1', sortBy: 'createdAt', sortDirection: 'desc' }),
    ),
  (chance, who) => (chance.maybe(0.4) ? post(who, '/api-key/delete', { keyId: chance.old('key') }) : []),
  (chance, who) => [
    post(
      'tv',
      '/device/code',
      { client_id: 'tv', ...chance.some({ scope: 'a b' }) },
      capture({ [chance.make('device')]: 'body.device_code', [chance.make('userCode')]: 'body.user_code' }),
    ),
    chance.maybe(0.5) && get(who, '/device', { user_code: chance.old('userCode') }),
  ],
  (chance, who) =>
    post(who, chance.one(['/device/approve', '/device/approve', '/device/deny']), {
      userCode: chance.old('userCode'),
    }),
  (chance) =>
    post('tv', '/device/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: chance.old('device'),
      client_id: chance.maybe(0.9) ? 'tv' : 'other',
    }),
  (chance, who) => [
    get(
      who,
      '/passkey/generate-register-options',
      chance.some({ name: 'Phone', authenticatorAttachment: 'platform' }),
      capture({ making: 'body' }),
    ),
    post(
      who,
      '/passkey/verify-registration',
      (/** @type {any} */ v) => ({
        response: v.making?.challenge ? create(`${v[who]} phone`, v.making, {}) : {},
        ...(who === 'ann' && { name: 'Mine' }),
      }),
      capture({ [chance.make('passkey')]: 'body.id', [`${who}Passkey`]: 'body.id' }),
    ),
  ],
  (_, who) => [
    get('visitor', '/passkey/generate-authenticate-options', {}, capture({ asking: 'body' })),
    post('visitor', '/passkey/verify-authentication', (/** @type {any} */ v) => ({
      response: v.asking?.challenge && v[`${who}Passkey`] ? assert(`${v[who]} phone`, v.asking, {}) : {},
    })),
  ],
  (_, who) => get(who, '/passkey/list-user-passkeys'),
  (chance, who) => post(who, '/passkey/update-passkey', { id: chance.old('passkey'), name: 'New name' }),
  (chance, who) =>
    chance.maybe(0.3) ? post(who, '/passkey/delete-passkey', { id: chance.old('passkey') }) : [],
];

export const actions = { core, codes, factor, organization, admin, devices };
