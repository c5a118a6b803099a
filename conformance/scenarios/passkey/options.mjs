import { signUp } from '../_people.mjs';
import { beginAdding, endAdding, signsIn, triesToAdd } from '../_passkey.mjs';

const here = { origin: 'https://school.example' };
const there = { origin: 'https://app.school.example' };

export default {
  title: 'Another domain, several origins, other names',
  profile: 'passkey-options',
  steps: [
    signUp('ann'),
    beginAdding('ann'),
    endAdding('ann', { how: here }),
    beginAdding('ann', { when: 'of a platform', query: { authenticatorAttachment: 'platform' } }),
    endAdding('ann', { when: 'of a platform', device: 'laptop', how: there }),
    {
      does: 'looks at the table',
      rows: 'key_of_user',
      where: { userId: '{{annId}}' },
      order: 'credential_id',
    },
    ...triesToAdd('ann', 'where the request comes from', {
      device: 'x',
      expect: '500 FAILED_TO_VERIFY_REGISTRATION',
    }),
    ...signsIn('cafe', 'ann', 'here', { how: here }),
    ...signsIn('cafe', 'ann', 'there', { how: there, device: 'laptop' }),
    ...signsIn('cafe', 'ann', 'where the request comes from', { expect: '400 AUTHENTICATION_FAILED' }),
    ...signsIn('cafe', 'ann', 'for the wrong domain', {
      how: { ...here, rpId: 'app.school.example' },
      expect: '400 AUTHENTICATION_FAILED',
    }),
  ],
};
