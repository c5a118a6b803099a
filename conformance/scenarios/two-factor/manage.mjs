import { enable, enrolled, enter, wrongCode } from '../_factor.mjs';
import { bodies, password, session, signIn, signUp } from '../_people.mjs';

const post = (/** @type {string} */ path, jar = 'ann') => ({ post: `/two-factor/${path}`, jar });
const rows = (/** @type {string} */ when) => [
  { does: `looks at the factor ${when}`, rows: 'twoFactor', order: 'id', where: { userId: '{{annId}}' } },
  { does: `looks at ann ${when}`, rows: 'user', where: { id: '{{annId}}' } },
  { does: `looks at the sessions ${when}`, rows: 'session', where: { userId: '{{annId}}' } },
];

export default {
  title: 'Turning a second factor on and off',
  profile: 'two-factor',
  steps: [
    signUp('ann'),
    session('ann', 'at first'),
    ...bodies(post('enable', 'nobody'), [['enables as a stranger', { password }, 401]]),
    ...bodies(post('disable', 'nobody'), [['disables as a stranger', { password }, 401]]),
    ...bodies(post('get-totp-uri', 'nobody'), [['asks for a URI as a stranger', { password }, 401]]),
    ...bodies(post('generate-backup-codes', 'nobody'), [['asks for codes as a stranger', { password }, 401]]),
    ...bodies(post('get-totp-uri'), [
      ['asks for a URI too early', { password }, '400 TOTP_NOT_ENABLED'],
      ['asks for a URI with nothing', {}, '400 VALIDATION_ERROR'],
    ]),
    ...bodies(post('generate-backup-codes'), [
      ['asks for codes too early', { password }, '400 TWO_FACTOR_NOT_ENABLED'],
    ]),
    ...bodies(post('verify-totp'), [
      ['enters a code too early', { code: '123456' }, '400 TOTP_NOT_ENABLED'],
      ['enters nothing', {}, '400 VALIDATION_ERROR'],
      ['enters a number', { code: 123456 }, '400 VALIDATION_ERROR'],
      ['trusts with a text', { code: '1', trustDevice: 'yes' }, '400 VALIDATION_ERROR'],
    ]),
    ...bodies(post('verify-backup-code'), [
      ['enters a backup code too early', { code: 'abcde-fghij' }, '400 BACKUP_CODES_NOT_ENABLED'],
      ['enters no backup code', {}, '400 VALIDATION_ERROR'],
      [
        'enters a backup code with texts',
        { code: 'a', disableSession: 'x', trustDevice: 1 },
        '400 VALIDATION_ERROR',
      ],
    ]),
    ...bodies(post('enable'), [
      ['enables with nothing', {}, '400 VALIDATION_ERROR'],
      ['enables with a number', { password: 1, method: 'totp' }, '400 VALIDATION_ERROR'],
      ['enables with an unknown method', { password, method: 'sms' }, '400 VALIDATION_ERROR'],
      ['enables with no method', { password, method: null }, '400 VALIDATION_ERROR'],
      ['enables with an issuer that is none', { password, issuer: 1 }, '400 VALIDATION_ERROR'],
      ['enables with a wrong password', { password: 'wrong password' }, '400 INVALID_PASSWORD'],
      ['enables with an empty password', { password: '' }, '400 INVALID_PASSWORD'],
      ['enables with a long password', { password: 'x'.repeat(200) }, '400 PASSWORD_TOO_LONG'],
    ]),
    enable('ann', { setup: false }),
    ...rows('that waits'),
    session('ann', 'while it waits'),
    enable('ann', {
      does: 'begins again, with an issuer',
      json: { issuer: 'My (own) school & co~*' },
      setup: false,
    }),
    {
      ...post('get-totp-uri'),
      does: 'asks for the URI',
      json: { password },
      expect: 200,
    },
    ...bodies(post('get-totp-uri'), [
      ['asks for the URI with a wrong password', { password: 'wrong password' }, '400 INVALID_PASSWORD'],
      ['asks for the URI with an empty password', { password: '' }, '400 INVALID_PASSWORD'],
    ]),
    {
      ...post('verify-totp'),
      does: 'enters a wrong code',
      json: (/** @type {any} */ v) => ({ code: wrongCode(v.annURI) }),
      expect: '401 INVALID_CODE',
    },
    ...bodies(post('verify-totp'), [
      ['enters an empty code', { code: '' }, '401 INVALID_CODE'],
      ['enters a long code', { code: '1'.repeat(300) }, '401 INVALID_CODE'],
    ]),
    enter('ann', { ahead: 1, does: 'confirms it with a clock that is ahead' }),
    ...rows('that is on'),
    session('ann', 'with the factor'),
    enter('ann', { does: 'enters a code while signed in' }),
    ...bodies(post('enable'), [
      ['enables twice', { password }, '400 TOTP_ALREADY_ENABLED'],
      ['enables the other method', { password, method: 'otp' }, 200],
    ]),
    {
      ...post('generate-backup-codes'),
      does: 'asks for new codes',
      json: { password },
      expect: 200,
      capture: enrolled('new'),
    },
    ...bodies(post('generate-backup-codes'), [
      ['asks for codes with a wrong password', { password: 'wrong password' }, '400 INVALID_PASSWORD'],
      ['asks for codes with nothing', {}, '400 VALIDATION_ERROR'],
    ]),
    {
      ...post('verify-backup-code'),
      does: 'uses an old code',
      json: (/** @type {any} */ v) => ({ code: v.annCodes[0] }),
      expect: '401 INVALID_BACKUP_CODE',
    },
    {
      ...post('verify-backup-code'),
      does: 'uses a new code',
      json: (/** @type {any} */ v) => ({ code: v.newCodes[0] }),
      expect: 200,
    },
    {
      ...post('verify-backup-code'),
      does: 'uses it again',
      json: (/** @type {any} */ v) => ({ code: v.newCodes[0] }),
      expect: '401 INVALID_BACKUP_CODE',
    },
    {
      ...post('verify-backup-code'),
      does: 'uses another without a session',
      json: (/** @type {any} */ v) => ({ code: v.newCodes[1], disableSession: true }),
      expect: 200,
    },
    ...bodies(post('disable'), [
      ['disables with nothing', {}, '400 VALIDATION_ERROR'],
      ['disables with a wrong password', { password: 'wrong password' }, '400 INVALID_PASSWORD'],
      ['disables with an empty password', { password: '' }, '400 INVALID_PASSWORD'],
      ['disables it', { password }, 200],
    ]),
    ...rows('that is off'),
    session('ann', 'without the factor'),
    ...bodies(post('disable'), [['disables it twice', { password }, 200]]),
    signIn('ann', { as: 'phone', setup: false }),
    {
      does: 'sets the field oneself',
      jar: 'ann',
      post: '/update-user',
      json: { twoFactorEnabled: true },
      expect: 400,
    },
    { does: 'asks with the wrong method', jar: 'ann', get: '/two-factor/enable', expect: 404 },
  ],
};
