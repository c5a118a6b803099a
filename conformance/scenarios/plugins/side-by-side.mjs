import { enable, enter } from '../_factor.mjs';
import { password, session, signIn, signUp } from '../_people.mjs';
import { signedCookie } from '../_forge.mjs';

const origin = 'http://localhost:3000';

/** A request with nothing but a token. @param {string} does @param {string} path @param {any} json @param {any} more */
const bears = (does, path, json, more = {}) => ({
  does,
  post: path,
  json,
  headers: { authorization: 'Bearer {{annToken}}', origin },
  expect: 200,
  ...more,
});

export default {
  title: 'What plugins do to the sign-ins of others, in the order in which they are named',
  profile: 'everything',
  steps: [
    ['ann', 'bob', 'cid', 'dan'].map((who) => signUp(who)),

    // Several sessions end the older one, which the anonymous plugin then takes for stale.
    signIn('cid', { does: 'cid signs in again in the same browser' }),
    session('cid', 'after that'),
    {
      does: 'signs in with a stale cookie',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      headers: { cookie: `better-auth.session_token=${signedCookie('n'.repeat(32))}`, origin },
      expect: 200,
    },

    // Renewed cookies of an organization are no sign-in.
    bears(
      'ann makes a school',
      '/organization/create',
      { name: 'School', slug: 'side-by-side' },
      { capture: { org: 'body.id' } },
    ),
    bears('ann works in it', '/organization/set-active', { organizationId: '{{org}}' }),
    bears(
      'ann makes a team',
      '/organization/create-team',
      { name: 'Team' },
      { capture: { team: 'body.id' } },
    ),
    bears('ann joins it', '/organization/add-team-member', { teamId: '{{team}}', userId: '{{annId}}' }),
    bears('ann works in the team', '/organization/set-active-team', { teamId: '{{team}}' }),

    // The second factor is the last plugin: others have seen the sign-in that it takes back.
    enable('bob'),
    enter('bob', { does: 'bob confirms it', setup: true }),
    signIn('bob', { does: 'bob begins to sign in in the same browser' }),
    session('bob', 'before the code'),
    enter('bob', { json: { trustDevice: true } }),
    session('bob', 'after the code'),
    { does: 'the sessions of bob', rows: 'session', where: { userId: '{{bobId}}' } },
    signIn('bob', { as: 'phone', does: 'bob begins to sign in elsewhere' }),
    {
      does: 'bob begins to sign in by name elsewhere, to stay and to go on',
      jar: 'phone',
      post: '/sign-in/email',
      json: { email: '{{bob}}', password, rememberMe: false, callbackURL: '/home' },
      expect: 200,
    },
    enter('bob', { as: 'phone', json: { trustDevice: true } }),
    signIn('bob', { as: 'phone', does: 'bob signs in on the trusted device' }),
    session('phone', 'on the trusted device'),

    // A name that somebody has is taken, even from its owner's record.
    {
      does: 'dan becomes an administrator',
      setup: true,
      update: 'user',
      set: { role: 'admin' },
      where: { id: '{{danId}}' },
    },
    ...['first', 'second'].map((when) => ({
      does: `dan names bob, the ${when} time`,
      jar: 'dan',
      post: '/admin/update-user',
      json: { userId: '{{bobId}}', data: { username: 'bob_of_side' } },
      expect: when === 'first' ? 200 : '400 USERNAME_IS_ALREADY_TAKEN',
    })),

    // Members are found by their id before it is known whose they are.
    {
      does: 'dan makes a school',
      jar: 'dan',
      post: '/organization/create',
      json: { name: 'School', slug: 'side-by-side-2' },
      expect: 200,
    },
    {
      does: 'ann lists her members',
      get: '/organization/list-members',
      query: { organizationId: '{{org}}' },
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
      capture: { member: 'body.members.0.id' },
    },
    {
      does: 'dan removes a member of another school',
      jar: 'dan',
      post: '/organization/remove-member',
      json: { memberIdOrEmail: '{{member}}' },
      expect: '400 YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER',
    },
    {
      does: 'dan asks for the keys of a foreign organization',
      jar: 'dan',
      get: '/api-key/list',
      query: { organizationId: '{{org}}' },
      expect: '403 USER_NOT_MEMBER_OF_ORGANIZATION',
    },
  ],
};
