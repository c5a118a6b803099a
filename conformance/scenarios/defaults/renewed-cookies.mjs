import { signUp } from '../_people.mjs';

const day = 86400;

export default {
  title: 'A renewed session renews all its cookies, whichever endpoint was asked',
  profile: 'cache-as-it-comes',
  steps: [
    signUp('ann'),
    {
      does: 'a refresh is due',
      setup: true,
      update: 'session',
      set: { expiresAt: { ahead: day } },
      where: { token: '{{annToken}}' },
    },
    {
      does: 'lists accounts',
      jar: 'ann',
      get: '/list-accounts',
      query: { disableCookieCache: 'true' },
      expect: 200,
    },
    { does: 'the session lives on', rows: 'session', where: { token: '{{annToken}}' } },
  ],
};
