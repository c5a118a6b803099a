import { signUp } from '../_people.mjs';
import { adds, beginAdding, endAdding } from '../_passkey.mjs';

export default {
  title: 'A key that is registered is not registered again',
  profile: 'passkey-defaults',
  steps: [
    signUp('ann'),
    signUp('bob'),
    ...adds('ann'),
    beginAdding('bob'),
    {
      ...endAdding('ann'),
      does: "bob adds ann's passkey",
      jar: 'bob',
    },
  ],
};
