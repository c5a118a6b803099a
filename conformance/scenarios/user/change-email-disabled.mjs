import { signUp } from '../_people.mjs';

export default {
  title: 'Changing the address and deleting the account are off unless asked for',
  steps: [
    signUp('ann'),
    {
      does: 'changes the address',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: 'new.{{ann}}' },
      expect: '400 CHANGE_EMAIL_DISABLED',
    },
    {
      does: 'changes it to the same',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: '{{ann}}' },
      expect: '400 CHANGE_EMAIL_DISABLED',
    },
    {
      does: 'sends a bad address',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: 'x' },
      expect: '400 VALIDATION_ERROR',
    },
    { does: 'deletes the account', jar: 'ann', post: '/delete-user', json: {}, expect: 404 },
    {
      does: 'deletes it with the password',
      jar: 'ann',
      post: '/delete-user',
      json: { password: 'x' },
      expect: 404,
    },
    {
      does: 'follows a deletion link',
      jar: 'ann',
      get: '/delete-user/callback?token=x',
      expect: '404 NOT_FOUND',
    },
    {
      does: 'follows a deletion link to a stranger',
      jar: 'ann',
      get: '/delete-user/callback?token=x&callbackURL=https://evil.example.org',
      expect: '403 INVALID_CALLBACK_URL',
    },
  ],
};
