import { signIn, signUp } from '../_people.mjs';

const reset = (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1);
const steps = (/** @type {string} */ who, /** @type {string} */ key) => [
  signUp(who),
  {
    does: `${who} asks for a reset`,
    post: '/request-password-reset',
    json: { email: `{{${who}}}`, redirectTo: '/reset' },
    expect: 200,
  },
  { does: `${who} gets a mail`, mail: `{{${who}}}`, capture: { token: reset } },
  { does: `the value of ${who} is kept`, stored: key },
  {
    does: `${who} opens the link`,
    get: '/reset-password/{{token}}',
    query: { callbackURL: '/reset' },
    expect: 302,
  },
  {
    does: `${who} resets with a short password`,
    post: '/reset-password',
    json: { newPassword: 'x', token: '{{token}}' },
    expect: '400 PASSWORD_TOO_SHORT',
  },
  {
    does: `${who} resets`,
    post: '/reset-password',
    json: { newPassword: 'another long phrase', token: '{{token}}' },
    expect: 200,
  },
  { does: `the value of ${who} is gone`, stored: key },
  {
    does: `${who} resets again`,
    post: '/reset-password',
    json: { newPassword: 'a third long phrase', token: '{{token}}' },
    expect: '400 INVALID_TOKEN',
  },
  {
    ...signIn(who, { json: { password: 'another long phrase' } }),
    does: `${who} signs in with the new password`,
    setup: false,
  },
  {
    does: `${who} opens the link again`,
    get: '/reset-password/{{token}}',
    query: { callbackURL: '/reset' },
    expect: 302,
  },
];

export default {
  title: 'One-time values live in secondary storage and are used once',
  profile: 'secondary',
  steps: steps('ann', 'verification:reset-password:{{token}}'),
};

export const inDatabase = steps;
