import { bodies, session, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const link = { path: '/link-social' };
const id = newSubject();
const errorCallbackURL = '/oops';

export default {
  title: 'Linking and unlinking accounts of a signed-in user',
  profile: 'social',
  steps: [
    signUp('ann'),
    signUp('bob'),
    round('another address', {
      ...link,
      jar: 'ann',
      as: profile('ann', { id: newSubject(), email: 'other.{{ann}}' }),
      start: { errorCallbackURL },
    }),
    round('unverified', {
      ...link,
      jar: 'ann',
      as: profile('ann', { id: newSubject(), email_verified: false }),
      start: { errorCallbackURL },
    }),
    round('linked', {
      ...link,
      jar: 'ann',
      as: profile('ann', { id }),
      start: { callbackURL: '/accounts?linked=1', scopes: ['read_api'] },
    }),
    session('ann', 'after linking'),
    {
      does: 'lists two accounts',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { own: 'body.0.id', account: 'body.1.id' },
    },
    round('linked again', {
      ...link,
      jar: 'ann',
      as: profile('ann', { id }),
      grant: { scope: 'read_user email' },
    }),
    { does: 'lists two accounts still', jar: 'ann', get: '/list-accounts', expect: 200 },
    round("ann's account by bob", {
      ...link,
      jar: 'bob',
      as: profile('bob', { id }),
      start: { errorCallbackURL },
    }),
    round('comes back signed out', {
      ...link,
      jar: 'ann',
      as: profile('ann', { id: newSubject() }),
      start: { errorCallbackURL },
      setup: true,
    }),
    ...bodies({ jar: 'ann', post: '/link-social' }, [
      ['links an unknown provider', { provider: 'nowhere' }, '404 PROVIDER_NOT_FOUND'],
      ['links nothing', {}, '400 VALIDATION_ERROR'],
      [
        'links and goes to a stranger',
        { provider: 'gitlab', callbackURL: 'https://evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
      ['links without a redirect', { provider: 'gitlab', disableRedirect: true }, 200],
      [
        'links with an ID token nobody can check',
        { provider: 'gitlab', idToken: { token: 'x' } },
        '404 ID_TOKEN_NOT_SUPPORTED',
      ],
    ]),
    ...bodies({ jar: 'bob', post: '/unlink-account' }, [
      ["unlinks ann's account", { accountId: '{{account}}' }, 400],
      ['unlinks nothing', {}, '400 VALIDATION_ERROR'],
      ['unlinks a number', { accountId: 1 }, '400 VALIDATION_ERROR'],
    ]),
    {
      does: 'lists the accounts of bob',
      jar: 'bob',
      get: '/list-accounts',
      expect: 200,
      capture: { bobs: 'body.0.id' },
    },
    {
      does: 'bob unlinks his last account',
      jar: 'bob',
      post: '/unlink-account',
      json: { accountId: '{{bobs}}' },
      expect: '400 FAILED_TO_UNLINK_LAST_ACCOUNT',
    },
    {
      does: 'unlinks an unknown account',
      jar: 'ann',
      post: '/unlink-account',
      json: { accountId: 'unknown' },
      expect: '400 ACCOUNT_NOT_FOUND',
    },
    {
      does: 'the session is stale',
      setup: true,
      update: 'session',
      set: { createdAt: { ago: 90000 } },
      where: { token: '{{annToken}}' },
    },
    {
      does: 'unlinks with a stale session',
      jar: 'ann',
      post: '/unlink-account',
      json: { accountId: '{{account}}' },
      expect: '403 SESSION_NOT_FRESH',
    },
    {
      does: 'the session is fresh again',
      setup: true,
      update: 'session',
      set: { createdAt: { ago: 10 } },
      where: { token: '{{annToken}}' },
    },
    { does: 'unlinks', jar: 'ann', post: '/unlink-account', json: { accountId: '{{account}}' }, expect: 200 },
    { does: 'lists what is left', jar: 'ann', get: '/list-accounts', expect: 200 },
  ],
};
