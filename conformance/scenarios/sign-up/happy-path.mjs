import { password, session, signUp } from '../_people.mjs';

export default {
  title: 'E-mail sign-up creates a user, an account and a session',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    { does: 'looks at the stored user', rows: 'user', where: { id: '{{annId}}' } },
    { does: 'looks at the stored session', rows: 'session', where: { userId: '{{annId}}' } },
    { does: 'looks at the stored account', rows: 'account', where: { userId: '{{annId}}' } },
    { does: 'gets no mail', mail: '{{ann}}', count: 0 },
    signUp('bob', { setup: false, json: { rememberMe: false, image: 'https://example.com/bob.png' } }),
    session('bob', 'of a browser session'),
    { does: 'looks at the stored browser session', rows: 'session', where: { userId: '{{bobId}}' } },
    signUp('cid', {
      setup: false,
      json: {
        email: 'CID.Mixed-CASE@Example.COM',
        name: 'Çid “Ünïcode” <b>&amp;</b> 🦊\u2028',
        rememberMe: true,
      },
    }),
    session('cid', 'with a lower-cased address'),
    {
      does: 'signs up while signed in',
      jar: 'ann',
      post: '/sign-up/email',
      json: { name: '', email: '{{dan}}', password },
      expect: 200,
    },
    session('ann', 'after a second sign-up in the same browser'),
  ],
};
