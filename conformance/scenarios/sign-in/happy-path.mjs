import { password, session, signIn, signUp } from '../_people.mjs';

const again = (/** @type {string} */ does, /** @type {any} */ json, /** @type {any} */ more = {}) => ({
  does,
  post: '/sign-in/email',
  json: { email: '{{ann}}', password, ...json },
  expect: 200,
  ...more,
});

export default {
  title: 'Signing in with the right password, in all its forms',
  steps: [
    signUp('ann'),
    signIn('ann', { as: 'phone', setup: false }),
    session('phone'),
    again('is not to be remembered', { rememberMe: false }, { jar: 'cafe' }),
    session('cafe', 'of a browser session'),
    again('is to be remembered after all', { rememberMe: true }, { jar: 'cafe' }),
    session('cafe', 'of a remembered sign-in'),
    again('writes the address in capitals', { email: (/** @type {any} */ v) => v.ann.toUpperCase() }),
    again('asks to go to a path', { callbackURL: '/book?page=1#top' }),
    again('asks to go to a trusted origin', { callbackURL: 'https://app.example.com/home' }),
    again('asks to go to a trusted scheme', { callbackURL: 'myapp://home' }),
    again('asks to go nowhere', { callbackURL: '' }),
    again('adds unknown keys', { redirect: true, token: 'x' }),
    {
      does: 'signs in with a form',
      jar: 'form',
      post: '/sign-in/email',
      form: { email: '{{ann}}', password },
      expect: 200,
    },
    {
      does: 'signs in with a form and goes somewhere',
      post: '/sign-in/email',
      form: { email: '{{ann}}', password, callbackURL: '/book' },
      expect: 200,
    },
    session('form', 'of the form'),
    { does: 'lists every sign-in', jar: 'phone', get: '/list-sessions', expect: 200 },
  ],
};
