import { expect, test } from 'vitest';
import { methodsOf, secondStep } from './secondStep';

test('an answer with a session asks for nothing more', () => {
  expect(secondStep({ token: 'abc', user: {} })).toBeNull();
  expect(secondStep(null)).toBeNull();
  expect(secondStep({ twoFactorRedirect: 'true' })).toBeNull();
});

test.each([
  [
    ['totp', 'otp'],
    ['totp', 'otp', 'backup'],
  ],
  [['totp'], ['totp', 'backup']],
  [['otp'], ['otp']],
  [[], ['totp', 'otp', 'backup']],
  [['carrier pigeon'], ['totp', 'otp', 'backup']],
])('the methods %j', (named, offered) => {
  expect(secondStep({ twoFactorRedirect: true, twoFactorMethods: named })).toEqual(offered);
  expect(methodsOf(new URLSearchParams({ twoFactorMethods: named.join(',') }))).toEqual(offered);
});

test('an address that names no methods', () => {
  expect(methodsOf(new URLSearchParams(''))).toEqual(['totp', 'otp', 'backup']);
});
