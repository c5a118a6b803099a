const times = (/** @type {number} */ count, /** @type {string} */ does, /** @type {any} */ step) =>
  Array.from({ length: count }, (_, index) => ({ does: `${does}, ${index + 1}`, ...step }));
const from = (/** @type {string} */ address) => ({ headers: { 'x-forwarded-for': address } });

export default {
  title: 'Rules of an application, counted per address and path',
  profile: 'custom-limits',
  own: true,
  steps: [
    times(5, 'asks often', { get: '/get-session', ...from('10.0.0.1'), expect: 200 }),
    { does: 'asks too often', get: '/get-session', ...from('10.0.0.1'), expect: 429 },
    { does: 'asks from another address', get: '/get-session', ...from('10.0.0.2'), expect: 200 },
    { does: 'asks another path', get: '/error', ...from('10.0.0.1'), expect: 302 },
    {
      does: 'asks with a query too often',
      get: '/get-session?disableRefresh=1',
      ...from('10.0.0.1'),
      expect: 429,
    },
    times(2, 'asks a path with a rule', {
      post: '/sign-in/email',
      json: {},
      ...from('10.0.0.3'),
      expect: 400,
    }),
    {
      does: 'asks a path with a rule too often',
      post: '/sign-in/email',
      json: {},
      ...from('10.0.0.3'),
      expect: 429,
    },
    times(7, 'asks a path without limit', { get: '/ok', ...from('10.0.0.4'), expect: 200 }),
    {
      does: 'asks a path with a wildcard rule',
      post: '/sign-up/email',
      json: {},
      ...from('10.0.0.5'),
      expect: 400,
    },
    {
      does: 'asks a path with a wildcard rule too often',
      post: '/sign-up/email',
      json: {},
      ...from('10.0.0.5'),
      expect: 429,
    },
    times(5, 'asks from a network', { get: '/get-session', ...from('2001:db8:0:1::7'), expect: 200 }),
    { does: 'asks from the same network', get: '/get-session', ...from('2001:db8:0:1:ffff::9'), expect: 429 },
    { does: 'asks from the next network', get: '/get-session', ...from('2001:db8:0:2::7'), expect: 200 },
    times(5, 'asks in the new notation', { get: '/get-session', ...from('::ffff:10.0.0.6'), expect: 200 }),
    { does: 'asks in the old notation', get: '/get-session', ...from('10.0.0.6'), expect: 429 },
    times(5, 'asks through two proxies', { get: '/get-session', ...from('10.0.0.7, 10.0.0.8'), expect: 200 }),
    { does: 'asks without an address', get: '/get-session', expect: 429 },
    { does: 'asks from garbage', get: '/get-session', ...from('garbage'), expect: 429 },
  ],
};
