import { session, signUp } from '../_people.mjs';

export default {
  title: 'Hashed tokens in a header, without a cookie for whoever uses one',
  profile: 'one-time-token-options',
  steps: [
    signUp('ann', { setup: false, capture: { annToken: 'body.token', ott: 'headers.set-ott' } }),
    { does: 'looks at what is stored', rows: 'verification', where: { value: '{{annToken}}' } },
    { does: 'asks for a token', jar: 'ann', get: '/one-time-token/generate', expect: 400 },
    {
      does: 'uses the token of the header',
      jar: 'desktop',
      post: '/one-time-token/verify',
      json: { token: '{{ott}}' },
      expect: 200,
    },
    session('desktop', 'without having got a cookie'),
  ],
};
