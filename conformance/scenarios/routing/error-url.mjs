export default {
  title: 'onAPIError.errorURL takes the place of the error page',
  profile: 'error-url',
  steps: [
    { does: 'opens the error page', get: '/error', expect: 302 },
    {
      does: 'opens it with a code and a description',
      get: '/error',
      query: { error: 'a_code', error_description: 'some words' },
      expect: 302,
    },
    {
      does: 'opens it with markup',
      get: '/error',
      query: { error: '<b>', error_description: '<i>&' },
      expect: 302,
    },
    {
      does: 'follows a dead reset link without a callback',
      get: '/reset-password/unknown?callbackURL=',
      expect: 302,
    },
  ],
};
