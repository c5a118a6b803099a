const json = (/** @type {string} */ password) => ({ email: '{{ann}}', password });

export default {
  title: 'Passwords are compared in Unicode form NFKC',
  steps: [
    {
      does: 'signs up with composed and full-width letters',
      post: '/sign-up/email',
      json: { name: 'A', email: '{{ann}}', password: 'pässwörd ＡＢＣ ﬁ' },
      expect: 200,
    },
    {
      does: 'signs in with decomposed letters',
      post: '/sign-in/email',
      json: json('pa\u0308sswo\u0308rd ABC fi'),
      expect: 200,
    },
    { does: 'signs in as signed up', post: '/sign-in/email', json: json('pässwörd ＡＢＣ ﬁ'), expect: 200 },
    {
      does: 'leaves the dots out',
      post: '/sign-in/email',
      json: json('password ABC fi'),
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
  ],
};
