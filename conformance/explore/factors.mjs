/**
 * What may be configured otherwise than in the profile `everything`, each choice with its alternatives. An alternative
 * is laid over the profile; `null` takes an option away. The empty one leaves all as it is.
 * @type {Record<string, Record<string, any>[]>}
 */
const core = {
  address: [
    {},
    { baseURL: 'https://auth.example.com' },
    { basePath: '/identity/v1' },
    { baseURL: 'https://auth.example.com', basePath: '/a' },
    {
      baseURL: {
        allowedHosts: ['localhost:3000', '*.school.example.com'],
        fallback: 'https://main.example.com',
        protocol: 'auto',
      },
    },
    { advanced: { trustedProxyHeaders: true } },
  ],
  cookies: [
    {},
    { advanced: { cookiePrefix: 'book' } },
    {
      advanced: { useSecureCookies: true, defaultCookieAttributes: { sameSite: 'none', partitioned: true } },
    },
    { advanced: { crossSubDomainCookies: { enabled: true, domain: 'example.com' } } },
    {
      advanced: {
        cookies: {
          session_token: { name: 'sid', attributes: { path: '/accounts', maxAge: 1000 } },
          session_data: { name: 'sdata' },
          two_factor: { name: 'second', attributes: { sameSite: 'strict' } },
        },
      },
    },
  ],
  checks: [
    {},
    { advanced: { disableCSRFCheck: true } },
    { advanced: { disableOriginCheck: true } },
    { advanced: { disableOriginCheck: ['/sign-in', '/organization'] } },
  ],
  client: [
    {},
    { advanced: { ipAddress: { disableIpTracking: true } } },
    { advanced: { ipAddress: { ipAddressHeaders: ['x-real-ip'] } } },
  ],
  ids: [
    {},
    { advanced: { database: { generateId: 'serial' } } },
    { advanced: { database: { generateId: 'uuid' } } },
  ],
  storage: [
    {},
    { secondaryStorage: {} },
    { secondaryStorage: {}, session: { storeSessionInDatabase: true } },
    {
      secondaryStorage: {},
      session: { storeSessionInDatabase: true, preserveSessionInDatabase: true },
      verification: { storeInDatabase: true },
    },
  ],
  cache: [
    {},
    { session: { cookieCache: { enabled: true } } },
    { session: { cookieCache: { enabled: true, strategy: 'jwt', maxAge: 60 } } },
    { session: { cookieCache: { enabled: true, strategy: 'jwe', version: '2' } } },
    { session: { cookieCache: { enabled: true, strategy: 'compact', version: '7', maxAge: 700 } } },
  ],
  refresh: [
    {},
    { session: { deferSessionRefresh: true, updateAge: 0 } },
    { session: { disableSessionRefresh: true } },
    { session: { updateAge: 0, expiresIn: 4000 } },
  ],
  fresh: [{}, { session: { freshAge: 0 } }],
  fields: [
    {},
    {
      user: {
        additionalFields: {
          country: { type: 'string', required: false },
          points: { type: 'number', required: false, defaultValue: 0, input: false },
          note: { type: 'string', required: false, returned: false },
        },
      },
      session: { additionalFields: { theme: { type: 'string', required: false } } },
    },
    {
      user: {
        additionalFields: {
          country: { type: 'string', required: true, defaultValue: 'PK' },
          flag: { type: 'boolean', required: false, defaultValue: true },
          day: { type: 'date', required: false },
          data: { type: 'json', required: false, defaultValue: { a: 1 } },
          tags: { type: 'string[]', required: false, defaultValue: ['new'] },
          marks: { type: 'number[]', required: false },
          nick: { type: 'string', required: false, unique: true },
          kind: { type: 'string', defaultValue: 'plain', input: false },
        },
      },
      session: {
        additionalFields: {
          theme: { type: 'string', required: false, returned: false, defaultValue: 'x' },
          place: { type: 'json', required: false },
          until: { type: 'date', required: false },
          fixed: { type: 'number', required: false, input: false, defaultValue: 7 },
        },
      },
      account: {
        additionalFields: {
          plan: { type: 'string', required: false, defaultValue: 'free' },
          secretPlan: { type: 'string', required: false, returned: false, defaultValue: 'hidden' },
        },
      },
    },
    { user: { additionalFields: { country: { type: 'string', required: true } } } },
  ],
  names: [
    {},
    {
      user: {
        modelName: 'people',
        fields: { name: 'full_name', email: 'mail', emailVerified: 'mail_verified', createdAt: 'born_at' },
      },
      session: {
        modelName: 'visits',
        fields: { userId: 'person_id', token: 'secret', expiresAt: 'ends_at' },
      },
      account: { modelName: 'logins', fields: { userId: 'person_id', accountId: 'subject' } },
      verification: { modelName: 'slips', fields: { identifier: 'name', value: 'content' } },
    },
  ],
  linking: [
    {},
    { account: { accountLinking: { enabled: false } } },
    { account: { accountLinking: { disableImplicitLinking: true, allowUnlinkingAll: true } } },
    {
      account: {
        accountLinking: {
          trustedProviders: ['gitlab'],
          allowDifferentEmails: true,
          updateUserInfoOnLink: true,
          requireLocalEmailVerified: false,
        },
      },
    },
  ],
  accounts: [
    {},
    { account: { storeAccountCookie: true } },
    { account: { encryptOAuthTokens: true, updateAccountOnSignIn: false } },
    { account: { storeStateStrategy: 'cookie' } },
    { account: { skipStateCookieCheck: true } },
  ],
  verification: [
    {},
    { verification: { storeIdentifier: 'hashed' } },
    { verification: { disableCleanup: true } },
    { verification: { storeIdentifier: { default: 'plain', overrides: { 'reset-password': 'hashed' } } } },
  ],
  passwords: [
    {},
    {
      emailAndPassword: { minPasswordLength: 10, maxPasswordLength: 40, revokeSessionsOnPasswordReset: true },
    },
    { emailAndPassword: { autoSignIn: false, resetPasswordTokenExpiresIn: 100 } },
    { emailAndPassword: { requireEmailVerification: true } },
    { emailAndPassword: { sendResetPassword: false } },
  ],
  verifying: [
    {},
    { emailVerification: { sendOnSignUp: true, autoSignInAfterVerification: true } },
    { emailVerification: { sendOnSignIn: true, expiresIn: 100 } },
    { emailVerification: { sendOnSignUp: false, autoSignInAfterVerification: true } },
    { emailVerification: { sendVerificationEmail: false } },
  ],
  changing: [
    {},
    { user: { changeEmail: { sendChangeEmailConfirmation: true } } },
    { user: { changeEmail: { updateEmailWithoutVerification: true } } },
    { user: { changeEmail: null } },
  ],
  deleting: [
    {},
    { user: { deleteUser: { sendDeleteAccountVerification: true, deleteTokenExpiresIn: 100 } } },
    { user: { deleteUser: null } },
  ],
  limits: [
    {},
    { rateLimit: { enabled: true, window: 600, max: 60 } },
    { rateLimit: { enabled: true, window: 600, max: 60, storage: 'database' } },
    {
      secondaryStorage: {},
      rateLimit: {
        enabled: true,
        window: 600,
        max: 40,
        storage: 'secondary-storage',
        customRules: { '/get-session': false, '/sign-in/*': { window: 100, max: 8 } },
      },
    },
  ],
  paths: [
    {},
    { disabledPaths: ['/sign-in/username', '/organization/list', '/update-user'] },
    { advanced: { skipTrailingSlashes: true } },
    { trustedOrigins: ['https://app.example.com', 'http://*.example.com:8080', 'exp://**'] },
    { onAPIError: { errorURL: '/failed' }, appName: 'A book' },
  ],
};

/**
 * @param {string} name
 * @param {Record<string, any>[]} alternatives
 * @returns {Record<string, Record<string, any>[]>}
 */
const plugin = (name, ...alternatives) => ({
  [name]: [{}, ...alternatives.map((options) => ({ plugins: { [name]: options } }))],
});

/** A plugin that is not there. */
const off = /** @type {any} */ (null);

const roles = {
  admin: {
    user: ['create', 'list', 'set-role', 'ban', 'impersonate', 'delete', 'set-password', 'get', 'update'],
    session: ['list', 'revoke', 'delete'],
  },
  reader: { user: ['list'] },
  user: {},
};

/** @type {Record<string, Record<string, any>[]>} */
const plugins = {
  ...plugin(
    'organization',
    { teams: { enabled: false }, dynamicAccessControl: { enabled: false }, creatorRole: 'admin' },
    {
      teams: { enabled: true, maximumTeams: 2, maximumMembersPerTeam: 2, defaultTeam: { enabled: false } },
      membershipLimit: 2,
      invitationLimit: 2,
      organizationLimit: 2,
    },
    {
      cancelPendingInvitationsOnReInvite: true,
      requireEmailVerificationOnInvitation: true,
      invitationExpiresIn: 600,
      teams: { allowRemovingAllTeams: true },
      dynamicAccessControl: { maximumRolesPerOrganization: 1 },
    },
    { allowUserToCreateOrganization: false },
    { disableOrganizationDeletion: true, ac: null, dynamicAccessControl: { enabled: true } },
    {
      schema: {
        organization: {
          modelName: 'school',
          fields: { name: 'title' },
          additionalFields: {
            city: { type: 'string', required: false, defaultValue: 'Lahore' },
            hiddenNote: { type: 'string', required: false, returned: false },
            rank: { type: 'number', required: false, input: false },
          },
        },
        member: {
          fields: { role: 'position' },
          additionalFields: { seat: { type: 'number', required: false } },
        },
        invitation: { additionalFields: { greeting: { type: 'string', required: false } } },
        team: { additionalFields: { color: { type: 'string', required: false, defaultValue: 'red' } } },
        organizationRole: { additionalFields: { level: { type: 'number', required: false } } },
        session: { fields: { activeOrganizationId: 'schoolId' } },
      },
    },
  ),
  ...plugin(
    'admin',
    { defaultRole: 'reader', roles, ac: roles.admin },
    { adminRoles: ['admin', 'reader'], roles, ac: roles.admin, allowImpersonatingAdmins: true },
    {
      bannedUserMessage: 'Out',
      defaultBanReason: 'Because',
      defaultBanExpiresIn: 3600,
      impersonationSessionDuration: 60,
    },
    off,
  ),
  ...plugin(
    'twoFactor',
    { skipVerificationOnEnable: true, allowPasswordless: true, issuer: 'Book & co' },
    {
      twoFactorCookieMaxAge: 120,
      trustDeviceMaxAge: 3600,
      totpOptions: { issuer: 'Another', period: 60 },
      otpOptions: { period: 1, allowedAttempts: 2, storeOTP: 'hashed', digits: 8 },
      backupCodeOptions: { amount: 4, length: 12, storeBackupCodes: 'plain' },
    },
    {
      accountLockout: { maxFailedAttempts: 2, durationSeconds: 60 },
      otpOptions: { storeOTP: 'encrypted' },
      totpOptions: { disable: true },
    },
    { twoFactorTable: 'second_factors', accountLockout: { enabled: false } },
  ),
  ...plugin(
    'phoneNumber',
    { signUpOnVerification: { emailDomain: 'phone.example.com' } },
    { requireVerification: true, allowedAttempts: 1, otpLength: 6, expiresIn: 100 },
  ),
  ...plugin(
    'username',
    { minUsernameLength: 2, maxUsernameLength: 8, usernameNormalization: false },
    { immutableUsername: true, displayUsername: false },
    { validationOrder: { username: 'post-normalization', displayUsername: 'post-normalization' } },
  ),
  ...plugin(
    'emailOTP',
    { storeOTP: 'hashed', overrideDefaultEmailVerification: true, allowedAttempts: 1 },
    { storeOTP: 'encrypted', resendStrategy: 'reuse', changeEmail: { verifyCurrentEmail: true } },
    { disableSignUp: true, sendVerificationOnSignUp: true, expiresIn: 100 },
    { resendStrategy: 'reuse', overrideDefaultEmailVerification: true, sendVerificationOnSignUp: true },
  ),
  ...plugin('magicLink', { storeToken: 'hashed', expiresIn: 100 }, { disableSignUp: true }),
  ...plugin(
    'jwt',
    {
      jwt: {
        issuer: 'me',
        audience: 'you',
        expirationTime: '1h',
        claims: ['role', 'activeOrganization', 'sessionId'],
      },
      jwks: { keyPairConfig: { alg: 'ES256' } },
    },
    {
      disableSettingJwtHeader: true,
      jwks: { disablePrivateKeyEncryption: true, rotationInterval: 3600, gracePeriod: 60 },
    },
    { jwks: { keyPairConfig: { alg: 'RS256' }, jwksPath: '/keys.json' } },
    off,
  ),
  ...plugin('bearer', { requireSignature: true }, off),
  ...plugin('multiSession', { maximumSessions: 2 }, { maximumSessions: 1 }, off),
  ...plugin(
    'oneTimeToken',
    { storeToken: 'hashed', setOttHeaderOnNewSession: true },
    { disableClientRequest: true },
    { disableSetSessionCookie: true, expiresIn: 1 },
  ),
  ...plugin('lastLoginMethod', { storeInDatabase: true }, { cookieName: 'last', maxAge: 60 }, off),
  ...plugin('anonymous', { emailDomainName: 'guests.example.com' }, { disableDeleteAnonymousUser: true }),
  ...plugin(
    'deviceAuthorization',
    { expiresIn: '10m', interval: '60s', deviceCodeLength: 24, userCodeLength: 8 },
    { verificationUri: 'https://devices.example.com/type?x=1' },
  ),
  ...plugin(
    'passkey',
    { registration: { requireSession: false }, rpName: 'Book', rpID: 'localhost' },
    { authenticatorSelection: { userVerification: 'required', residentKey: 'required' } },
  ),
  ...plugin(
    'apiKey',
    {
      enableSessionForAPIKeys: true,
      requireName: true,
      defaultPrefix: 'ly_',
      disableKeyHashing: true,
      startingCharactersConfig: { shouldStore: false },
      rateLimit: { enabled: true, maxRequests: 3 },
    },
    { references: 'organization', enableMetadata: false, keyExpiration: { defaultExpiresIn: 86400 } },
    {
      deferUpdates: true,
      defaultKeyLength: 32,
      keyExpiration: { disableCustomExpiresTime: true, minExpiresIn: 2 },
      permissions: { defaultPermissions: { lesson: ['read'] } },
    },
  ),
  ...plugin('genericOAuth', off),
  captcha: [
    {},
    {
      plugins: {
        captcha: {
          provider: 'google-recaptcha',
          secretKey: 'captcha-secret',
          siteVerifyURLOverride: '{{provider}}/siteverify',
          endpoints: ['/sign-in/username', '/organization/create'],
        },
      },
    },
  ],
};

plugins.apiKey.push({
  secondaryStorage: {},
  plugins: { apiKey: { storage: 'secondary-storage', fallbackToDatabase: true } },
});

/** @type {Record<string, Record<string, any>[]>} */
export const factors = { ...core, ...plugins };
