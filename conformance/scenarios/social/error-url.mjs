export default {
  title: 'onAPIError.errorURL is where callbacks without a state of their own end',
  profile: 'social-error-url',
  steps: [
    { does: 'comes back without a state', get: '/callback/gitlab', query: { code: 'x' }, expect: 302 },
    {
      does: 'comes back with an unknown state',
      get: '/callback/gitlab',
      query: { code: 'x', state: 'unknown' },
      expect: 302,
    },
    {
      does: 'comes back with an error and no state',
      get: '/callback/gitlab',
      query: { error: 'access_denied' },
      expect: 302,
    },
    { does: 'comes back with nothing', get: '/callback/gitlab', expect: 302 },
  ],
};
