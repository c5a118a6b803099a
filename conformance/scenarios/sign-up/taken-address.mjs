import { bodies, password, signUp } from '../_people.mjs';

export default {
  title: 'An address that is taken is refused in the plain mode',
  steps: [
    signUp('ann'),
    ...bodies({ post: '/sign-up/email' }, [
      [
        'repeats the address',
        { name: 'A', email: '{{ann}}', password },
        '422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
      ],
      [
        'repeats the address in capitals',
        { name: 'A', email: (/** @type {any} */ v) => v.ann.toUpperCase(), password },
        '422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
      ],
      [
        'repeats it with a short password',
        { name: 'A', email: '{{ann}}', password: 'short' },
        '400 PASSWORD_TOO_SHORT',
      ],
    ]),
    {
      does: 'repeats it in a form',
      post: '/sign-up/email',
      form: { name: 'A', email: '{{ann}}', password },
      expect: '422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
    },
  ],
};
