import { signUp } from '../_people.mjs';

export default {
  title: 'What hooks answer, other hooks do not see',
  profile: 'everything-otherwise',
  steps: [
    signUp('ann'),
    {
      does: 'makes a key',
      setup: true,
      jar: 'ann',
      post: '/api-key/create',
      json: { name: 'robot' },
      expect: 200,
      capture: { key: 'body.key' },
    },
    { does: 'asks with a cookie', jar: 'ann', get: '/get-session', expect: 200 },
    { does: 'asks with a key', get: '/get-session', headers: { 'x-api-key': '{{key}}' }, expect: 200 },
    {
      does: 'asks with both',
      jar: 'ann',
      get: '/get-session',
      headers: { 'x-api-key': '{{key}}' },
      expect: 200,
    },
    {
      does: 'lists accounts with a key and a bad token',
      get: '/list-accounts',
      headers: { 'x-api-key': '{{key}}', authorization: 'Bearer nonsense' },
      expect: 200,
    },
    {
      does: 'asks with a key that is none',
      get: '/get-session',
      headers: { 'x-api-key': 'l'.repeat(70) },
      expect: 401,
    },
  ],
};
