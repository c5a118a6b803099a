import { expect, test } from 'vitest';
import { withoutSecrets } from './personalData';

test('nothing that opens a door is exported, at any depth', () => {
  const at = new Date(0);
  const given = {
    user: { name: 'Ada', image: null, createdAt: at },
    sessions: [{ id: 's', token: 'secret', ipAddress: '::1' }],
    accounts: [{ providerId: 'github', accessToken: 'secret', refreshToken: 'secret', idToken: 'secret' }],
    passkeys: [{ name: 'Phone', publicKey: 'key' }],
  };
  expect(withoutSecrets(given)).toEqual({
    user: { name: 'Ada', image: null, createdAt: at },
    sessions: [{ id: 's', ipAddress: '::1' }],
    accounts: [{ providerId: 'github' }],
    passkeys: [{ name: 'Phone' }],
  });
});
