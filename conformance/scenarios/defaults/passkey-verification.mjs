import { present } from '../../runner/authenticator.mjs';
import { signUp } from '../_people.mjs';
import { adds, beginSigningIn, endSigningIn } from '../_passkey.mjs';

export default {
  title: 'Required user verification is enforced',
  profile: 'passkey-defaults',
  steps: [
    signUp('ann'),
    ...adds('ann'),
    beginSigningIn('cafe'),
    endSigningIn('cafe', 'ann', { when: 'without user verification', how: { flags: present } }),
  ],
};
