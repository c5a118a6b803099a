import { life } from '../_models.mjs';

export default {
  title: 'Plural snake_case tables',
  profile: 'plural-snake',
  steps: life(
    { user: 'users', session: 'sessions', account: 'accounts', verification: 'verifications' },
    {
      userId: 'user_id',
      token: 'token',
      expiresAt: 'expires_at',
      value: 'value',
      emailVerified: 'email_verified',
    },
  ),
};
