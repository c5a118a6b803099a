export default {
  title: 'What a provider posts back fits into a header',
  profile: 'as-it-comes',
  steps: [
    {
      does: 'is posted back with a long code',
      post: '/callback/apple',
      form: { code: 'c'.repeat(8000), state: 's' },
      expect: 302,
    },
    {
      does: 'is posted back with a code too long for a header',
      post: '/callback/apple',
      form: { code: 'c'.repeat(9000), state: 's' },
      expect: 302,
    },
  ],
};
