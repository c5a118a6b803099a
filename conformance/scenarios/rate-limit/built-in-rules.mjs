const times = (/** @type {number} */ count, /** @type {string} */ does, /** @type {any} */ step) =>
  Array.from({ length: count }, (_, index) => ({ does: `${does}, ${index + 1}`, ...step }));

export default {
  title: 'In production sign-in is limited to three in ten seconds, mails to three in a minute',
  profile: 'rate-limited',
  own: true,
  steps: [
    times(3, 'signs in', {
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: 'wrong password' },
      expect: 401,
    }),
    times(2, 'signs in too often', {
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: 'wrong password' },
      expect: 429,
    }),
    { does: 'signs in with bad input too often', post: '/sign-in/email', json: {}, expect: 429 },
    { does: 'signs in with the wrong method', get: '/sign-in/email', expect: 429 },
    {
      does: 'signs in from a stranger too often',
      post: '/sign-in/email',
      headers: { origin: 'https://evil.example.org' },
      json: {},
      expect: 429,
    },
    times(3, 'signs up badly', { post: '/sign-up/email', json: {}, expect: 400 }),
    { does: 'signs up too often', post: '/sign-up/email', json: {}, expect: 429 },
    times(3, 'asks for a reset', {
      post: '/request-password-reset',
      json: { email: '{{nobody}}' },
      expect: 200,
    }),
    {
      does: 'asks for a reset too often',
      post: '/request-password-reset',
      json: { email: '{{nobody}}' },
      expect: 429,
    },
    times(3, 'asks for a verification mail', {
      post: '/send-verification-email',
      json: { email: 'x' },
      expect: 400,
    }),
    {
      does: 'asks for a verification mail too often',
      post: '/send-verification-email',
      json: { email: 'x' },
      expect: 429,
    },
    times(3, 'changes a password', { post: '/change-password', json: {}, expect: 400 }),
    { does: 'changes a password too often', post: '/change-password', json: {}, expect: 429 },
    times(3, 'changes an address', { post: '/change-email', json: {}, expect: 400 }),
    { does: 'changes an address too often', post: '/change-email', json: {}, expect: 429 },
    times(3, 'asks an unknown path below sign-in', { post: '/sign-in/nowhere', json: {}, expect: 404 }),
    { does: 'asks an unknown path below sign-in too often', post: '/sign-in/nowhere', json: {}, expect: 429 },
    times(12, 'asks whether it is well', { get: '/ok', expect: 200 }),
  ],
};
