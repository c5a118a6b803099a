/**
 * @typedef {import('./network.mjs').Answer} Answer
 * @typedef {{tokens: any, answers?: Answer[], options?: any, map?: any}} Case
 */

const usual = {
  access_token: 'access-1',
  refresh_token: 'refresh-1',
  id_token: 'id-1',
  token_type: 'bearer',
  expires_in: 3600,
  refresh_token_expires_in: 86400,
  scope: 'one two  three',
};

/** What token endpoints answer. @param {string} id @returns {Answer[]} */
export function tokenAnswers(id) {
  const wechat = id === 'wechat' ? { scope: 'snsapi_login', openid: 'open-1', unionid: 'union-1' } : {};
  return [
    { json: { ...usual, ...wechat } },
    {
      json: {
        access_token: 'access-2',
        scope: id === 'wechat' ? 'a,b' : ['list', ' of ', 'scopes', ''],
        expires_in: 60,
      },
    },
    { status: 400, json: { error: 'invalid_grant' } },
    { status: 302, json: {}, location: 'https://elsewhere.example.com/' },
    ...(id === 'github' ? [{ json: { error: 'bad_verification_code', error_description: 'old' } }] : []),
    ...(id === 'wechat' ? [{ json: { errcode: 40029, errmsg: 'invalid code' } }] : []),
  ];
}

/** An unsigned ID token: on the back channel nobody checks the signature. @param {any} claims */
const unsigned = (claims) =>
  `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

const access = { accessToken: 'access-1' };
/** @param {any} claims @param {any} [more] */
const withIdToken = (claims, more) => ({ ...access, idToken: unsigned(claims), ...more });
/** @param {...unknown} json @returns {Case} */
const asks = (...json) => ({ tokens: access, answers: json.map((answer) => ({ json: answer })) });
/** @type {Case} */
const refused = { tokens: access, answers: [{ status: 401, json: { error: 'no' } }] };
/** @type {Case} */
const without = { tokens: {} };

const claims = {
  sub: 'subject-1',
  email: 'Ann@Example.com',
  name: 'Ann',
  picture: 'https://example.com/ann.png',
};
const oidc = { ...claims, email_verified: true, preferred_username: 'ann_p', nickname: 'Annie' };
const mapped = { name: 'Mapped', plan: 'pro', emailVerified: true };

/** Profiles of each provider as its documentation shows them. @type {Record<string, Case[]>} */
const cases = {
  apple: [
    { tokens: withIdToken({ ...claims, email_verified: 'true', is_private_email: 'false' }) },
    { tokens: withIdToken({ ...claims, name: undefined, email_verified: false }) },
    {
      tokens: withIdToken(claims, {
        user: { name: { firstName: 'Ann', lastName: 'Example' }, email: 'x@example.com' },
      }),
    },
    { tokens: withIdToken(claims, { user: { name: { firstName: 'Ann' } } }) },
    { tokens: withIdToken(claims), map: mapped },
    { tokens: access },
  ],
  atlassian: [
    asks({
      account_id: 'acc-1',
      email: 'ann@example.com',
      name: 'Ann',
      picture: 'https://x/p.png',
      extra: [1, { a: null }],
    }),
    { ...asks({ account_id: 'acc-1', email: null, name: 'Ann' }), map: mapped },
  ],
  cloudflare: [
    asks({
      success: true,
      result: { id: 'cf-1', email: 'ann@example.com', first_name: 'Ann', last_name: 'Example' },
    }),
    asks({
      success: true,
      result: { id: 'cf-1', email: 'ann@example.com', first_name: null, last_name: '' },
    }),
    asks({ success: false, errors: [{ code: 1 }], result: null }),
  ],
  cognito: [
    { tokens: withIdToken({ ...oidc, iss: 'i', email_verified: 'true' }) },
    {
      tokens: withIdToken({
        sub: 's',
        iss: 'i',
        email: 'a@example.com',
        given_name: 'Given',
        username: 'user',
      }),
    },
    {
      tokens: { ...access, idToken: 'broken' },
      answers: [{ json: { sub: 's', username: 'u', email: 'a@example.com', email_verified: 'true' } }],
    },
    { ...asks({ sub: 's', name: 'N', email: 'a@example.com' }), map: mapped },
  ],
  discord: [
    asks({
      id: '80351110224678912',
      username: 'nelly',
      global_name: 'Nelly',
      avatar: '8342729096ea',
      discriminator: '0',
      verified: true,
      email: 'n@discord.com',
    }),
    asks({
      id: '80351110224678912',
      username: 'nelly',
      global_name: null,
      avatar: 'a_8342',
      discriminator: '1337',
      verified: false,
      email: 'n@discord.com',
    }),
    asks({ id: '80351110224678912', username: 'nelly', avatar: null, discriminator: '0', email: null }),
    asks({
      id: '175928847299117063',
      username: 'nelly',
      avatar: null,
      discriminator: '1337',
      verified: true,
    }),
  ],
  dropbox: [
    asks({
      account_id: 'dbid:1',
      name: { display_name: 'Ann Example' },
      email: 'ann@example.com',
      email_verified: true,
      profile_photo_url: 'https://x/p',
    }),
    asks({ account_id: 'dbid:1', name: null, email: 'ann@example.com' }),
  ],
  facebook: [
    asks(
      { data: { is_valid: true, app_id: 'client-id', user_id: 'fb-1' } },
      {
        id: 'fb-1',
        name: 'Ann',
        email: 'ann@example.com',
        picture: { data: { url: 'https://x/p' } },
        email_verified: true,
      },
    ),
    asks({ data: { is_valid: true, app_id: 'other', user_id: 'fb-1' } }),
    asks({ data: { is_valid: false, app_id: 'client-id', user_id: 'fb-1' } }),
    asks(
      { data: { is_valid: true, app_id: 'client-id', user_id: 'fb-1' } },
      { id: 'fb-2', name: 'Bob', picture: { data: {} } },
    ),
    { tokens: withIdToken({ ...claims, email_verified: true }) },
    {
      tokens: { ...access, idToken: 'opaque' },
      answers: [
        { json: { data: { is_valid: true, app_id: 'client-id', user_id: 'fb-1' } } },
        { json: { id: 'fb-1', name: 'Ann', picture: { data: { url: 'u' } } } },
      ],
    },
    {
      ...asks(
        { data: { is_valid: true, app_id: 'client-id', user_id: 'fb-1' } },
        { id: 'fb-1', picture: { data: {} } },
      ),
      options: { fields: ['birthday', 'gender'] },
    },
  ],
  figma: [asks({ id: 'fig-1', handle: 'Ann', email: 'ann@example.com', img_url: 'https://x/p' })],
  github: [
    asks({ id: 583231, login: 'ann', name: 'Ann', email: 'ann@example.com', avatar_url: 'https://x/p' }, [
      { email: 'other@example.com', primary: true, verified: true },
      { email: 'ann@example.com', primary: false, verified: true },
    ]),
    asks({ id: 583231, login: 'ann', name: null, email: null, avatar_url: 'https://x/p' }, [
      { email: 'first@example.com', primary: false, verified: true },
      { email: 'ann@example.com', primary: true, verified: false },
    ]),
    asks({ id: 583231, login: 'ann', email: null }, [
      { email: 'first@example.com', primary: false, verified: true },
    ]),
    {
      tokens: access,
      answers: [{ json: { id: 1, login: 'ann', email: 'a@example.com' } }, { status: 404, json: {} }],
    },
    {
      tokens: access,
      answers: [{ json: { id: 1, login: 'ann', email: null } }, { status: 403, json: {} }],
      map: mapped,
    },
    asks({ id: 1, login: 'ann', email: null }, []),
  ],
  gitlab: [
    asks({
      id: 7,
      username: 'ann',
      name: 'Ann',
      email: 'a@example.com',
      avatar_url: null,
      state: 'active',
      locked: false,
      email_verified: true,
    }),
    asks({ id: 7, username: 'ann', name: null, email: 'a@example.com', state: 'active' }),
    asks({ id: 7, username: 'ann', state: 'blocked' }),
    asks({ id: 7, username: 'ann', state: 'active', locked: true }),
  ],
  google: [
    { tokens: withIdToken({ ...oidc, hd: 'example.com' }) },
    { tokens: withIdToken({ ...oidc, email_verified: 'true' }), map: mapped },
    { tokens: withIdToken({ ...oidc, hd: 'example.com' }), options: { hd: 'example.com' } },
    { tokens: withIdToken({ ...oidc, hd: 'other.com' }), options: { hd: 'example.com' } },
    { tokens: withIdToken(oidc), options: { hd: '*' } },
    { tokens: withIdToken({ ...oidc, hd: 'any.com' }), options: { hd: '*' } },
    { tokens: access },
  ],
  huggingface: [asks({ ...oidc, name: '' }), asks({ sub: 's', email: null })],
  kakao: [
    asks({
      id: 123456789,
      kakao_account: {
        email: 'a@example.com',
        is_email_valid: true,
        is_email_verified: true,
        profile: { nickname: 'Ann', profile_image_url: 'https://x/p' },
      },
    }),
    asks({
      id: 123456789,
      kakao_account: {
        name: 'Ann',
        is_email_valid: true,
        is_email_verified: false,
        profile: { thumbnail_image_url: 't' },
      },
    }),
    asks({ id: 123456789 }),
  ],
  kick: [
    asks({
      data: [{ user_id: 42, name: 'ann', email: 'a@example.com', profile_picture: 'https://x/p' }],
      message: 'OK',
    }),
  ],
  line: [
    { tokens: withIdToken(oidc) },
    { tokens: { ...access, idToken: 'broken' }, answers: [{ json: { sub: 's', name: 'N', picture: 'p' } }] },
    asks({ sub: 's' }),
  ],
  linear: [
    asks({
      data: { viewer: { id: 'lin-1', name: 'Ann', email: 'a@example.com', avatarUrl: null, active: true } },
    }),
    asks({ errors: [{ message: 'no' }] }),
  ],
  linkedin: [
    asks({ ...oidc, locale: { country: 'US' } }),
    asks({ sub: 's', name: 'N', email_verified: null }),
  ],
  microsoft: [
    {
      tokens: withIdToken({ ...claims, oid: 'oid-1', tid: 't' }),
      answers: [{ text: 'JPEG', type: 'image/jpeg' }],
    },
    {
      tokens: withIdToken({ ...claims, oid: 'oid-1', email_verified: 'true' }),
      answers: [{ status: 404, json: {} }],
    },
    {
      tokens: withIdToken({ ...claims, oid: 'oid-1', verified_primary_email: ['Ann@Example.com'] }),
      options: { disableProfilePhoto: true },
    },
    {
      tokens: withIdToken({
        ...claims,
        oid: 'oid-1',
        verified_secondary_email: ['Ann@Example.com'],
        verified_primary_email: [],
      }),
      options: { disableProfilePhoto: true },
    },
    {
      tokens: withIdToken({
        ...claims,
        oid: 'oid-1',
        email_verified: false,
        verified_primary_email: ['Ann@Example.com'],
      }),
      options: { profilePhotoSize: 240 },
      answers: [{ status: 404, json: {} }],
    },
    { tokens: withIdToken({ ...claims, oid: ' ' }) },
    { tokens: withIdToken(claims) },
    { tokens: { idToken: unsigned({ ...claims, oid: 'oid-1' }) }, map: mapped },
  ],
  naver: [
    asks({
      resultcode: '00',
      message: 'success',
      response: { id: 'nav-1', name: 'Ann', email: 'a@example.com', profile_image: 'p' },
    }),
    asks({ resultcode: '00', response: { id: 'nav-1', nickname: 'nick' } }),
    asks({ resultcode: '024', message: 'failed' }),
  ],
  notion: [
    asks({
      object: 'user',
      bot: {
        owner: { user: { id: 'not-1', name: 'Ann', avatar_url: null, person: { email: 'a@example.com' } } },
      },
    }),
    asks({ bot: { owner: { user: { id: 'not-1', name: null } } } }),
    asks({ bot: { owner: { workspace: true } } }),
  ],
  paybin: [
    { tokens: withIdToken(oidc) },
    { tokens: withIdToken({ sub: 's', preferred_username: 'p' }) },
    { tokens: access },
  ],
  paypal: [
    asks({
      user_id: 'https://www.paypal.com/id/1',
      sub: 'sub-1',
      name: 'Ann',
      email: 'a@example.com',
      email_verified: true,
      picture: 'p',
    }),
    {
      tokens: withIdToken({ sub: 'sub-1' }),
      answers: [{ json: { user_id: 'u', sub: 'sub-1', name: 'Ann', email_verified: 'true' } }],
    },
    {
      tokens: withIdToken({ sub: 'sub-2' }),
      answers: [{ json: { user_id: 'u', sub: 'sub-1', name: 'Ann' } }],
    },
    { tokens: withIdToken({ sub: 'u' }), answers: [{ json: { user_id: 'u', name: 'Ann' } }] },
  ],
  polar: [
    asks({
      id: 'pol-1',
      public_name: 'Ann',
      username: 'ann',
      email: 'a@example.com',
      avatar_url: 'p',
      email_verified: true,
    }),
  ],
  railway: [asks({ sub: 's', name: 'Ann', email: 'a@example.com', picture: 'p', email_verified: true })],
  reddit: [
    asks({ id: 'red-1', name: 'ann', icon_img: 'https://x/p.png?width=256&s=1' }),
    { ...asks({ id: 'red-1', name: 'ann' }), map: { email: 'mapped@example.com', name: 'M' } },
    { ...asks({ id: 'red-1', name: 'ann' }), map: mapped },
  ],
  roblox: [
    asks({ sub: '123', nickname: 'Ann', preferred_username: 'ann', picture: 'p' }),
    { ...asks({ sub: '123', preferred_username: 'ann' }), map: mapped },
  ],
  salesforce: [
    asks({
      user_id: '005',
      name: 'Ann',
      email: 'a@example.com',
      email_verified: true,
      photos: { picture: 'p', thumbnail: 't' },
    }),
    asks({ user_id: '005', name: 'Ann', email: 'a@example.com', photos: { thumbnail: 't' } }),
  ],
  slack: [
    asks({ ...oidc, 'https://slack.com/user_id': 'U1', 'https://slack.com/team_id': 'T1' }),
    asks({
      sub: 's',
      'https://slack.com/user_id': 'U1',
      'https://slack.com/user_image_512': 'big',
      email: 'a@example.com',
    }),
    asks({ sub: 's', email: 'a@example.com' }),
  ],
  spotify: [
    asks({ id: 'spo', display_name: 'Ann', email: 'a@example.com', images: [{ url: 'p' }, { url: 'q' }] }),
    asks({ id: 'spo', display_name: null, images: [] }),
  ],
  tiktok: [
    asks({
      data: { user: { open_id: 'open-1', display_name: 'Ann', avatar_large_url: 'p' } },
      error: { code: 'ok' },
    }),
    {
      ...asks({ data: { user: { open_id: 'open-1', username: 'ann', email: 'a@example.com' } } }),
      map: mapped,
    },
  ],
  twitch: [{ tokens: withIdToken(oidc) }, { tokens: withIdToken(oidc), map: mapped }, { tokens: access }],
  twitter: [
    asks(
      { data: { id: '2244994945', name: 'Ann', username: 'ann', profile_image_url: 'p' } },
      { data: { id: '2244994945', confirmed_email: 'a@example.com' } },
    ),
    asks({ data: { id: '2244994945', name: 'Ann' } }, { data: { id: '2244994945' } }),
    {
      tokens: access,
      answers: [{ json: { data: { id: '2244994945', name: 'Ann' } } }, { status: 403, json: {} }],
      map: mapped,
    },
  ],
  vercel: [asks({ ...oidc, name: null }), asks({ sub: 's', email: 'a@example.com' })],
  vk: [
    asks({
      user: {
        user_id: '1234',
        first_name: 'Ann',
        last_name: 'Example',
        avatar: 'p',
        sex: 1,
        birthday: '01.01.2000',
        email: 'a@example.com',
      },
    }),
    asks({ user: { user_id: '1234', first_name: 'Ann', last_name: 'Example' } }),
    {
      ...asks({ user: { user_id: '1234', first_name: 'Ann', last_name: 'Example' } }),
      map: { email: 'mapped@example.com' },
    },
    without,
  ],
  wechat: [
    {
      tokens: { ...access, openid: 'open-1' },
      answers: [{ json: { openid: 'open-1', unionid: 'union-1', nickname: 'Ann', headimgurl: 'p' } }],
    },
    {
      tokens: { ...access, openid: 'open-1' },
      answers: [{ json: { openid: 'open-1', nickname: 'Ann', email: 'a@example.com' } }],
      map: mapped,
    },
    {
      tokens: { ...access, openid: 'open-1' },
      answers: [{ json: { errcode: 40003, errmsg: 'invalid openid' } }],
    },
    { tokens: access },
  ],
  zoom: [
    asks({ id: 'zoo', display_name: 'Ann', pic_url: 'p', email: 'a@example.com', verified: 1 }),
    asks({ id: 'zoo', display_name: 'Ann', email: 'a@example.com', verified: 0 }),
  ],
};

/** Providers that ask nobody, or go on when they are refused. */
const silent = ['apple', 'google', 'paybin', 'twitch'];

/** @param {string} id @returns {Case[]} */
export function identities(id) {
  const own = cases[id];
  if (!own) throw new Error(`no profiles of ${id} are prepared`);
  return silent.includes(id) ? own : [...own, refused];
}
