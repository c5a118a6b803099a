import { bodies, password, session, signUp } from '../_people.mjs';

const form = (/** @type {string} */ who, /** @type {any} */ more) => ({
  name: who,
  email: `{{${who}}}`,
  password,
  ...more,
});

export default {
  title: 'Signing up with a name, in with it, and changing it',
  profile: 'username',
  steps: [
    ...bodies({ post: '/sign-up/email' }, [
      ['signs up with a short name', form('ann', { username: 'an' }), '400 USERNAME_TOO_SHORT'],
      ['signs up with a long name', form('ann', { username: 'a'.repeat(31) }), '400 USERNAME_TOO_LONG'],
      ['signs up with an odd name', form('ann', { username: 'ann!' }), '400 INVALID_USERNAME'],
      ['signs up with an empty name', form('ann', { username: '' }), '400 USERNAME_TOO_SHORT'],
    ]),
    signUp('ann', { setup: false, json: { username: 'Ann.Lee' } }),
    signUp('bob', { setup: false, json: { displayUsername: 'Bob_B' } }),
    signUp('cid', { setup: false, json: { displayUsername: 'Cid the Great' } }),
    ...bodies({ post: '/sign-up/email' }, [
      ['signs up with a taken name', form('dan', { username: 'ANN.lee' }), '400 USERNAME_IS_ALREADY_TAKEN'],
      ['signs up with null', form('dan', { username: null }), 200],
    ]),
    session('ann'),
    { does: 'looks at ann', rows: 'user', where: { email: '{{ann}}' } },
    { does: 'looks at cid', rows: 'user', where: { email: '{{cid}}' } },
    ...bodies({ post: '/sign-in/username' }, [
      ['signs in with nothing', {}, '400 VALIDATION_ERROR'],
      ['signs in with empty texts', { username: '', password: '' }, '401 INVALID_USERNAME_OR_PASSWORD'],
      ['signs in with a short name', { username: 'an', password }, '422 USERNAME_TOO_SHORT'],
      ['signs in with a long name', { username: 'a'.repeat(31), password }, '422 USERNAME_TOO_LONG'],
      ['signs in with an odd name', { username: 'ann lee', password }, '422 INVALID_USERNAME'],
      [
        'signs in with a long password',
        { username: 'ann.lee', password: 'x'.repeat(129) },
        '400 PASSWORD_TOO_LONG',
      ],
      ['signs in as nobody', { username: 'nobody', password }, '401 INVALID_USERNAME_OR_PASSWORD'],
      [
        'signs in with a wrong password',
        { username: 'ann.lee', password: 'wrong password' },
        '401 INVALID_USERNAME_OR_PASSWORD',
      ],
      ['signs in with a number', { username: 1, password }, '400 VALIDATION_ERROR'],
    ]),
    {
      does: 'signs in',
      jar: 'phone',
      post: '/sign-in/username',
      json: { username: 'ANN.LEE', password },
      expect: 200,
    },
    {
      does: 'signs in not to be remembered',
      jar: 'cafe',
      post: '/sign-in/username',
      json: { username: 'ann.lee', password, rememberMe: false, callbackURL: '/home' },
      expect: 200,
    },
    ...bodies({ post: '/is-username-available' }, [
      ['asks for nothing', {}, '400 VALIDATION_ERROR'],
      ['asks for an empty name', { username: '' }, '422 INVALID_USERNAME'],
      ['asks for a short name', { username: 'an' }, '422 USERNAME_TOO_SHORT'],
      ['asks for a taken name', { username: 'Ann.Lee' }, 200],
      ['asks for a free name', { username: 'free.name' }, 200],
    ]),
    ...bodies({ post: '/update-user', jar: 'ann' }, [
      ['changes to a short name', { username: 'an' }, '400 USERNAME_TOO_SHORT'],
      ["changes to bob's name", { username: 'bob_b' }, '400 USERNAME_IS_ALREADY_TAKEN'],
      ['changes to the own name', { username: 'ann.lee' }, 200],
      ['changes to another name', { username: 'Ann.Two', displayUsername: 'Ann Two' }, 200],
      ['changes the shown name alone', { displayUsername: 'Ann 2' }, 200],
    ]),
    session('ann', 'with another name'),
  ],
};
