export default {
  title: 'disabledPaths answers 404 with a text',
  profile: 'disabled-paths',
  steps: [
    { does: 'asks a disabled path', get: '/ok', expect: 404 },
    { does: 'asks a disabled path with a slash', get: '/ok/', expect: 404 },
    { does: 'posts to a disabled path', post: '/sign-up/email', json: {}, expect: 404 },
    {
      does: 'posts malformed JSON to a disabled path',
      post: '/sign-up/email',
      text: '{',
      type: 'application/json',
      expect: 404,
    },
    { does: 'uses another method on a disabled path', put: '/ok', expect: 404 },
    { does: 'asks below a disabled path', get: '/ok/more', expect: 404 },
    { does: 'asks a path that is not disabled', get: '/get-session', expect: 200 },
  ],
};
