import { newSubject, profile, round } from '../_social.mjs';

const errors = { errorCallbackURL: '/oops?from=provider#top' };
const id = newSubject();
const fails = (/** @type {string} */ name, /** @type {any} */ how) =>
  round(name, { as: profile('ann', { id }), ...how, start: { ...errors, ...how.start } });
const bare = (/** @type {string} */ name, /** @type {any} */ how) =>
  round(name, { as: profile('ann', { id }), ...how });
const back = (/** @type {string} */ does, /** @type {any} */ query, path = '/callback/gitlab') => ({
  does,
  get: path,
  query,
  expect: 302,
});

export default {
  title: 'Every way a callback can fail',
  profile: 'social',
  steps: [
    fails('refused', { deny: 'access_denied' }),
    bare('refused without an error page', { deny: 'access_denied' }),
    fails('token refused', { grant: { tokenError: 'invalid_client' } }),
    fails('locked', { as: profile('ann', { id, locked: true }) }),
    fails('blocked', { as: profile('ann', { id, state: 'blocked' }) }),
    fails('no address', { as: profile('ann', { id, email: null }) }),
    fails('no subject', { as: profile('ann', { id: null }) }),
    bare('no address and no error page', { as: profile('ann', { id, email: '' }) }),
    back('brings nothing', {}),
    back('brings a code only', { code: 'x' }),
    back('brings an error only', { error: 'access_denied', error_description: 'no' }),
    back('brings an unknown state', { code: 'x', state: 'unknown' }),
    back('comes to an unknown provider without a state', { code: 'x' }, '/callback/nowhere'),
    back('comes to an unknown provider', { code: 'x', state: 'y' }, '/callback/nowhere'),
    {
      does: 'starts',
      jar: 'ann',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home', ...errors },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    { does: 'agrees', setup: true, authorize: '{{authorize}}', as: profile('ann', { id }) },
    { does: 'comes back in another browser', get: '{{callback}}', expect: 302 },
    { does: 'comes back in its own browser afterwards', jar: 'ann', get: '{{callback}}', expect: 302 },
    {
      does: 'starts for another provider',
      jar: 'bob',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home', ...errors },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    { does: 'agrees there', setup: true, authorize: '{{authorize}}', as: profile('ann', { id }) },
    {
      does: 'comes back to an unknown provider',
      jar: 'bob',
      get: (/** @type {any} */ v) => v.callback.replace('/gitlab', '/nowhere'),
      expect: 302,
    },
    {
      does: 'starts and loses the code',
      jar: 'cid',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home', ...errors },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    { does: 'agrees once more', setup: true, authorize: '{{authorize}}', as: profile('ann', { id }) },
    {
      does: 'comes back without the code',
      jar: 'cid',
      get: (/** @type {any} */ v) => v.callback.replace(/code=[^&]+&/, ''),
      expect: 302,
    },
    {
      does: 'starts too early',
      jar: 'dan',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home', ...errors },
      expect: 200,
      capture: {
        authorize: 'body.url',
        state: (/** @type {any} */ r) => new URL(r.body.url).searchParams.get('state'),
      },
    },
    { does: 'agrees too late', setup: true, authorize: '{{authorize}}', as: profile('ann', { id }) },
    {
      does: 'the state runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 5 } },
      where: { identifier: 'auth-state:{{state}}' },
    },
    { does: 'comes back too late', jar: 'dan', get: '{{callback}}', expect: 302 },
  ],
};
