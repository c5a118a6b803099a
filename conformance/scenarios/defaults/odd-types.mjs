import { bodies, signUp } from '../_people.mjs';

export default {
  title: 'Lists and records are no texts, whatever the database would make of them',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    ...bodies({ jar: 'ann', post: '/update-user' }, [
      ['takes a list for a name', { name: ['Ann'] }, 200],
      ['takes a record for a picture', { image: { a: 1 } }, 200],
      ['takes a number for a name', { name: 7 }, 200],
      ['takes a truth for a picture', { image: true }, 200],
    ]),
    { does: 'has the last ones', rows: 'user', where: { id: '{{annId}}' } },
  ],
};
