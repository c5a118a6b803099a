import { bodies, password, session, signUp } from '../_people.mjs';

export default {
  title: 'Short names in their own case that cannot be changed',
  profile: 'username-options',
  steps: [
    signUp('ann', { setup: false, json: { username: 'Ann', displayUsername: 'ignored' } }),
    session('ann'),
    ...bodies({ post: '/sign-in/username' }, [
      ['signs in in other letters', { username: 'ann', password }, '401 INVALID_USERNAME_OR_PASSWORD'],
      ['signs in', { username: 'Ann', password }, 200],
      ['signs in with six letters', { username: 'Annnnn', password }, '422 USERNAME_TOO_LONG'],
    ]),
    ...bodies({ post: '/update-user', jar: 'ann' }, [
      ['changes the name', { username: 'Bob' }, '400 USERNAME_IS_IMMUTABLE'],
      ['keeps the name', { username: 'Ann' }, 200],
    ]),
    signUp('bob', { setup: false }),
    { does: 'bob chooses a name', jar: 'bob', post: '/update-user', json: { username: 'Bob' }, expect: 200 },
    {
      does: 'bob chooses another',
      jar: 'bob',
      post: '/update-user',
      json: { username: 'Bobby' },
      expect: '400 USERNAME_IS_IMMUTABLE',
    },
  ],
};
