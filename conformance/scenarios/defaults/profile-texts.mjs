import { bodies, signUp } from '../_people.mjs';

export default {
  title: 'Profiles are bounded and hold no script',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    ...bodies({ jar: 'ann', post: '/update-user' }, [
      ['takes a script for a picture', { image: 'javascript:alert(1)' }, 200],
      ['takes markup for a picture', { image: 'data:image/svg+xml,<svg/>' }, 200],
      ['takes a drawn picture', { image: 'data:image/png;base64,iVBORw0KGgo=' }, 200],
      ['takes a control character for a name', { name: 'A\u0007' }, 200],
      ['takes a long name', { name: 'a'.repeat(257) }, 200],
      ['takes a name of its greatest length', { name: 'a'.repeat(256) }, 200],
    ]),
    {
      does: 'asks for a link with a control character in the name',
      post: '/sign-in/magic-link',
      json: { email: '{{bob}}', name: 'B\u0007' },
      expect: 200,
    },
  ],
};
