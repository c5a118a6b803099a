import { signUp } from '../_people.mjs';

export default {
  title: 'Guests who stay',
  profile: 'anonymous-kept',
  steps: [
    {
      does: 'comes in',
      jar: 'guest',
      post: '/sign-in/anonymous',
      json: {},
      expect: 200,
      capture: { id: 'body.user.id' },
    },
    {
      does: 'deletes itself',
      jar: 'guest',
      post: '/delete-anonymous-user',
      expect: '400 DELETE_ANONYMOUS_USER_DISABLED',
    },
    signUp('ann', { jar: 'guest', setup: false }),
    { does: 'the guest is still there', rows: 'user', where: { id: '{{id}}' } },
  ],
};
