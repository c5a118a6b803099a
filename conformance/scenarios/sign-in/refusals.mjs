import { bodies, password, signUp } from '../_people.mjs';

const email = '{{ann}}';
const invalid = '400 VALIDATION_ERROR';
const wrong = '401 INVALID_EMAIL_OR_PASSWORD';

export default {
  title: 'Signing in is refused in one voice',
  steps: [
    signUp('ann'),
    signUp('bob'),
    {
      does: 'bob has no password any more',
      setup: true,
      update: 'account',
      set: { password: null },
      where: { userId: '{{bobId}}' },
    },
    signUp('cid'),
    { does: 'cid has no account any more', setup: true, remove: 'account', where: { userId: '{{cidId}}' } },
    ...bodies({ post: '/sign-in/email' }, [
      ['gives a wrong password', { email, password: 'wrong password' }, wrong],
      ['gives an unknown address', { email: '{{nobody}}', password }, wrong],
      ['has no password', { email: '{{bob}}', password }, wrong],
      ['has no account', { email: '{{cid}}', password }, wrong],
      ['gives an empty password', { email, password: '' }, wrong],
      ['gives a short password', { email, password: 'x' }, wrong],
      ['gives a long password', { email, password: 'x'.repeat(129) }, '400 PASSWORD_TOO_LONG'],
      ['gives the password in capitals', { email, password: password.toUpperCase() }, wrong],
      ['adds a space to the password', { email, password: `${password} ` }, wrong],
      ['gives a bad address', { email: 'no address', password }, '400 INVALID_EMAIL'],
      ['gives an empty address', { email: '', password }, '400 INVALID_EMAIL'],
      ['gives an address with spaces around', { email: ' {{ann}} ', password }, '400 INVALID_EMAIL'],
      ['leaves everything out', {}, invalid],
      ['leaves out the address', { password }, invalid],
      ['leaves out the password', { email }, invalid],
      ['sends null', { email: null, password: null }, invalid],
      ['sends a number', { email, password: 12345678 }, invalid],
      ['sends an operator', { email: { $gt: '' }, password: { $gt: '' } }, invalid],
      ['sends text for rememberMe', { email, password, rememberMe: 'true' }, invalid],
      ['sends an array for callbackURL', { email, password, callbackURL: ['/a'] }, 400],
      [
        'asks to go to a stranger',
        { email, password, callbackURL: 'https://evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
      [
        'asks to go to a stranger with a wrong password',
        { email, password: 'wrong password', callbackURL: '//evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
    ]),
    {
      does: 'unticks the box in a form',
      post: '/sign-in/email',
      form: { email, password, rememberMe: 'false' },
      expect: invalid,
    },
    {
      does: 'gives a wrong password in a form',
      post: '/sign-in/email',
      form: { email, password: 'wrong password' },
      expect: wrong,
    },
    { does: 'sends no body', post: '/sign-in/email', expect: invalid },
    {
      does: 'sends malformed JSON',
      post: '/sign-in/email',
      type: 'application/json',
      text: '{"email"}',
      expect: '400 BAD_REQUEST',
    },
    {
      does: 'says text',
      post: '/sign-in/email',
      type: 'text/plain',
      text: 'x',
      expect: '415 UNSUPPORTED_MEDIA_TYPE',
    },
  ],
};
