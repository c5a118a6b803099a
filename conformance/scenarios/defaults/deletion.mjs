import { password, session, signUp } from '../_people.mjs';

export default {
  title: 'Deleting an account asks for the password',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    { does: 'deletes with the password', jar: 'ann', post: '/delete-user', json: { password }, expect: 200 },
    session('ann', 'after the end'),
    signUp('bob'),
    { does: 'deletes without', jar: 'bob', post: '/delete-user', json: {}, expect: 200 },
  ],
};
