import { bodies } from '../_people.mjs';

export default {
  title: 'The rate limit of the second factor',
  profile: 'two-factor-limited',
  own: true,
  steps: [
    ...bodies({ post: '/two-factor/verify-totp' }, [
      ['guesses once', { code: '1' }, 401],
      ['guesses twice', { code: '2' }, 401],
      ['guesses three times', { code: '3' }, 401],
      ['guesses once too often', { code: '4' }, 429],
    ]),
    ...bodies({ post: '/two-factor/verify-otp' }, [['guesses elsewhere', { code: '1' }, 401]]),
  ],
};
