export default {
  title: 'Bodies of more than a mebibyte are refused',
  profile: 'as-it-comes',
  steps: [
    {
      does: 'sends half a mebibyte',
      post: '/sign-in/email',
      json: { email: 'x', password: 'x', extra: 'y'.repeat(512 * 1024) },
      expect: '400 INVALID_EMAIL',
    },
    {
      does: 'sends two',
      post: '/sign-in/email',
      json: { email: 'x', password: 'x', extra: 'y'.repeat(2 * 1024 * 1024) },
      expect: '400 INVALID_EMAIL',
    },
  ],
};
