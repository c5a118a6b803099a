import { life } from '../_models.mjs';

export default {
  title: 'Ids are counted by the database',
  profile: 'serial',
  steps: life(
    { user: 'user', session: 'session', account: 'account', verification: 'verification' },
    {
      userId: 'userId',
      token: 'token',
      expiresAt: 'expiresAt',
      value: 'value',
      emailVerified: 'emailVerified',
    },
  ),
};
