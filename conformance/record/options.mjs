/** What a provider cannot do without. @type {Record<string, any>} */
const required = {
  cognito: {
    domain: 'https://pool.auth.eu-west-1.amazoncognito.com',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_pool',
  },
  tiktok: { clientKey: 'client-key' },
};

/** Options of a provider's own, all of them. @type {Record<string, any[]>} */
const own = {
  apple: [{ appBundleIdentifier: 'com.example.app', audience: ['com.example.app', 'client-id'] }],
  cognito: [
    { identityProvider: 'Google' },
    { requireClientSecret: true, clientSecret: undefined },
    { region: '' },
  ],
  discord: [
    { permissions: 8, scope: ['bot'] },
    { permissions: 0, scope: ['bot'], prompt: 'consent' },
    { permissions: 8 },
  ],
  dropbox: [{ accessType: 'offline' }],
  facebook: [{ configId: 'config-1', fields: ['birthday'] }],
  gitlab: [{ issuer: 'https://gitlab.example.com/' }, { issuer: 'https://git.example.com/sub' }],
  google: [{ accessType: 'offline', display: 'popup', hd: 'example.com', includeGrantedScopes: false }],
  microsoft: [
    { tenantId: 'organizations', authority: 'https://login.microsoftonline.us//', profilePhotoSize: 96 },
    { tenantId: '11111111-2222-3333-4444-555555555555', clientSecret: undefined },
  ],
  paybin: [{ issuer: 'https://bank.example.com' }],
  paypal: [{ environment: 'live' }, { environment: 'sandbox' }],
  reddit: [{ duration: 'permanent' }],
  salesforce: [{ environment: 'sandbox' }, { loginUrl: 'acme.my.salesforce.com' }],
  twitch: [{ claims: ['email', 'updated_at'] }],
  wechat: [{ lang: 'en' }],
  zoom: [{ pkce: false }],
  cloudflare: [{ scope: ['user-details.read', 'account.read', 'account.read'] }],
  vercel: [
    { tokenEndpointAuth: { method: 'client_secret_basic' } },
    { tokenEndpointAuth: { method: 'none' } },
    { tokenEndpointAuth: { method: 'client_secret_post' }, clientSecret: undefined },
    { tokenEndpointAuth: { method: 'none' }, clientSecret: undefined },
  ],
};

/** Providers whose authorize URL the reference cannot move: it follows no standard, or comes out garbled. */
const immovable = ['cognito', 'tiktok', 'wechat'];
/** Providers for which the reference writes a list of ids, or a missing secret, as the text JavaScript makes of it. */
const oneId = ['wechat'];
const secretive = ['tiktok'];

/**
 * The options a provider is recorded with; the first are the usual ones.
 * @param {string} id
 */
export function variants(id) {
  const base = { clientId: 'client-id', clientSecret: 'client secret/+&~*', ...required[id] };
  const list = [
    base,
    {
      ...base,
      scope: ['configured:one', 'two'],
      prompt: 'consent',
      redirectURI: 'https://app.example.com/back',
    },
    {
      ...base,
      clientId: oneId.includes(id) ? 'first-id' : ['first-id', 'second-id'],
      disableDefaultScope: true,
      scope: ['only'],
    },
    ...(secretive.includes(id) ? [] : [{ ...base, clientSecret: undefined }]),
    ...(own[id] ?? []).map((more) => ({ ...base, ...more })),
  ];
  if (!immovable.includes(id)) {
    list.push({
      ...base,
      authorizationEndpoint: 'https://Proxy.Example.com/in?a=b%20c&state=old&sc%6Fpe=x&flag#top',
    });
    list.push({ ...base, authorizationEndpoint: 'https://proxy.example.com' });
  }
  return list;
}
