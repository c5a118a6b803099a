export default {
  title: 'Passwords made of words that anybody knows are refused',
  profile: 'as-it-comes',
  steps: [
    {
      does: 'signs up with the name of the service',
      post: '/sign-up/email',
      json: { name: 'Annabel', email: '{{ann}}', password: 'Lyceum2026!' },
      expect: 200,
    },
    {
      does: 'signs up with her own name',
      post: '/sign-up/email',
      json: { name: 'Annabel', email: '{{bob}}', password: 'annabel1999' },
      expect: 200,
    },
  ],
};
