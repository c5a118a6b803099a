import { session, signIn } from '../_people.mjs';
import { becomes, get, people, post, posts } from '../_admin.mjs';

export default {
  title: 'An administrator looks through the eyes of a user, and comes back',
  profile: 'admin',
  steps: [
    people(),
    posts('', 'impersonate-user', [['nobody', { userId: 'x' }, 401]]),
    posts('bob', 'impersonate-user', [
      ['a user', { userId: '{{cidId}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS'],
    ]),
    posts('', 'stop-impersonating', [['nobody', {}, 401]]),
    posts('ann', 'stop-impersonating', [['herself', {}, 400]]),
    posts('ann', 'impersonate-user', [
      ['nothing', {}, '400 VALIDATION_ERROR'],
      ['an unknown user', { userId: 'nobody' }, '404 USER_NOT_FOUND'],
      ['herself', { userId: '{{annId}}' }, '403 YOU_CANNOT_IMPERSONATE_ADMINS'],
    ]),
    becomes('dan', 'user,admin'),
    posts('ann', 'impersonate-user', [
      ['another administrator', { userId: '{{danId}}' }, '403 YOU_CANNOT_IMPERSONATE_ADMINS'],
    ]),
    post('becomes bob', 'ann', 'impersonate-user', { userId: '{{bobId}}' }, 200, {
      capture: { shadow: 'body.session.token' },
    }),
    session('ann', 'as bob'),
    get('has no power as bob', 'ann', 'list-users', undefined, '403 YOU_ARE_NOT_ALLOWED_TO_LIST_USERS'),
    { does: 'bob does not see the session', jar: 'bob', get: '/list-sessions', expect: 200 },
    { does: 'both sessions of bob', rows: 'session', where: { userId: '{{bobId}}' } },
    { does: 'the session of ann lives', rows: 'session', where: { userId: '{{annId}}' } },
    post('comes back', 'ann', 'stop-impersonating', {}, 200),
    session('ann', 'as herself'),
    { does: 'the session as bob has gone', rows: 'session', where: { token: '{{shadow}}' } },
    post('comes back again', 'ann', 'stop-impersonating', {}, 400),
    signIn('ann', { as: 'guest', json: { rememberMe: false } }),
    post('becomes cid, not remembered', 'guest', 'impersonate-user', { userId: '{{cidId}}' }, 200),
    post('comes back, not remembered', 'guest', 'stop-impersonating', {}, 200),
    session('guest', 'as ann'),
    post('becomes cid once more', 'guest', 'impersonate-user', { userId: '{{cidId}}' }, 200),
    { does: 'loses the way back', setup: true, jar: 'guest', cookies: { 'better-auth.admin_session': null } },
    post('comes back without the cookie', 'guest', 'stop-impersonating', {}, 500),
    {
      does: 'gets a forged way back',
      setup: true,
      jar: 'guest',
      cookies: { 'better-auth.admin_session': '{{danToken}}:.forged' },
    },
    post('comes back with a forged cookie', 'guest', 'stop-impersonating', {}, 500),
    signIn('ann', { as: 'other' }),
    post('becomes bob in another browser', 'other', 'impersonate-user', { userId: '{{bobId}}' }, 200),
    { does: 'the sessions of ann end', setup: true, remove: 'session', where: { userId: '{{annId}}' } },
    post('comes back to an ended session', 'other', 'stop-impersonating', {}, 500),
    { does: 'signs out as bob', jar: 'other', post: '/sign-out', json: {}, expect: 200 },
    session('other', 'after signing out'),
  ],
};
