import { session, signUp } from '../_people.mjs';
import { listed } from '../_secondary.mjs';

const revokes = (/** @type {string} */ what, /** @type {string} */ token, /** @type {number} */ expect) => ({
  does: `revokes ${what}`,
  jar: 'cid',
  post: '/revoke-session',
  json: { token },
  expect,
});

export default {
  title: 'A session that secondary storage has lost is over; a list that is lost begins again',
  profile: 'secondary',
  steps: [
    signUp('ann'),
    { does: 'the list is lost', setup: true, forget: 'active-sessions-{{annId}}' },
    session('ann', 'without a list'),
    { does: 'lists without a list', jar: 'ann', get: '/list-sessions', expect: 200 },
    {
      does: 'changes the session without a list',
      jar: 'ann',
      post: '/update-session',
      json: { theme: 'dark' },
      expect: 200,
    },
    listed('ann', 'again'),
    { does: 'the session is lost', setup: true, forget: '{{annToken}}' },
    {
      does: 'changes a lost session',
      jar: 'ann',
      post: '/update-session',
      json: { theme: 'light' },
      expect: 401,
    },
    session('ann', 'after it was lost'),
    signUp('bob'),
    { does: "bob's session is lost", setup: true, forget: '{{bobToken}}' },
    session('bob', 'after it was lost'),
    signUp('cid'),
    revokes("the user's list", 'active-sessions-{{cidId}}', 500),
    revokes('what is not there', 'verification:nothing', 200),
    session('cid', 'after these'),
  ],
};
