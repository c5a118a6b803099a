export default {
  title: 'In production the error page sends the browser to the application',
  steps: [
    { does: 'opens it bare', get: '/error', expect: 302 },
    { does: 'opens it with a code', get: '/error', query: { error: 'state_mismatch' }, expect: 302 },
    {
      does: 'opens it with a description',
      get: '/error',
      query: { error: 'access_denied', error_description: 'The user said no' },
      expect: 302,
    },
    {
      does: 'opens it with markup in the code',
      get: '/error',
      query: { error: '<script>alert(1)</script>' },
      expect: 302,
    },
    {
      does: 'opens it with markup in the description',
      get: '/error',
      query: { error: 'x', error_description: '<b>&"\'' },
      expect: 302,
    },
    { does: 'opens it with an apostrophe in the code', get: '/error', query: { error: "it's" }, expect: 302 },
    { does: 'opens it with a space in the code', get: '/error', query: { error: 'two words' }, expect: 302 },
    { does: 'opens it with an empty code', get: '/error?error=', expect: 302 },
    { does: 'opens it with two codes', get: '/error?error=a&error=b', expect: 302 },
    {
      does: 'opens it with a line break in the description',
      get: '/error?error=a&error_description=x%0d%0aSet-Cookie:%20a=b',
      expect: 302,
    },
  ],
};
