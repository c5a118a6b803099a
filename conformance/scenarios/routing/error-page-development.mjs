export default {
  title: 'Outside production the error page is HTML',
  profile: 'development',
  steps: [
    { does: 'opens it bare', get: '/error', opaque: true, expect: 200 },
    {
      does: 'opens it with a code',
      get: '/error',
      query: { error: 'state_mismatch' },
      opaque: true,
      expect: 200,
    },
    {
      does: 'opens it with markup',
      get: '/error',
      query: { error: '<b>', error_description: '<script>' },
      opaque: true,
      expect: 200,
    },
  ],
};
