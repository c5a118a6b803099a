import { password, session } from '../_people.mjs';

export default {
  title: 'Sign-up accepts HTML forms, in which everything is a string',
  steps: [
    {
      does: 'signs up in a form',
      jar: 'ann',
      post: '/sign-up/email',
      form: { name: 'Ann & Bob', email: '{{ann}}', password },
      expect: 200,
    },
    session('ann'),
    {
      does: 'signs up in a form with a charset',
      post: '/sign-up/email',
      type: 'application/x-www-form-urlencoded; charset=utf-8',
      form: { name: 'Bób', email: '{{bob}}', password, callbackURL: '/welcome' },
      expect: 200,
    },
    {
      does: 'leaves the box unticked',
      post: '/sign-up/email',
      form: { name: 'C', email: '{{cid}}', password, rememberMe: 'false' },
      expect: '400 VALIDATION_ERROR',
    },
    {
      does: 'sends a field twice',
      post: '/sign-up/email',
      type: 'application/x-www-form-urlencoded',
      text: 'name=a&name=b&email=twice@sign-up.example.com&password=long+enough+word',
      expect: 200,
    },
    { does: 'sends an empty form', post: '/sign-up/email', form: {}, expect: '400 VALIDATION_ERROR' },
    {
      does: 'sends a form from another site',
      post: '/sign-up/email',
      headers: { origin: 'https://evil.example.org' },
      form: { name: 'D', email: '{{dan}}', password },
      expect: '403 INVALID_ORIGIN',
    },
  ],
};
