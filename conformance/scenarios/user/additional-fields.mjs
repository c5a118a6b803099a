import { bodies, password, session, signIn, signUp } from '../_people.mjs';

const who = { name: 'Ann', email: '{{ann}}', password, country: 'AT' };

export default {
  title: 'Additional fields of user and session',
  profile: 'additional-fields',
  steps: [
    ...bodies({ post: '/sign-up/email' }, [
      ['leaves out what is required', { ...who, country: undefined }, '400 MISSING_FIELD'],
      ['sets what is not input', { ...who, points: 5 }, '400 FIELD_NOT_ALLOWED'],
      ['leaves what is not input empty', { ...who, email: 'empty.{{ann}}', points: 0 }, 200],
      ['sets what has a default and is not input', { ...who, email: 'default.{{ann}}', role: 'admin' }, 200],
    ]),
    signUp('bob', {
      setup: false,
      json: { country: 'DE', nickname: 'bobby', newsletter: true, age: 42, secretNote: 'hidden' },
    }),
    session('bob'),
    { does: 'looks at the stored user', rows: 'user', where: { id: '{{bobId}}' } },
    ...bodies({ jar: 'bob', post: '/update-user' }, [
      ['changes fields', { nickname: 'rob', newsletter: false, age: 0 }, 200],
      ['clears a field', { nickname: null }, 200],
      ['sets what is not input again', { points: 7 }, '400 FIELD_NOT_ALLOWED'],
      ['sets what has a default and is not input again', { role: 'admin' }, '400 FIELD_NOT_ALLOWED'],
      ['sets nothing for what is not input', { points: 0, nickname: 'x' }, 200],
      ['changes what is not returned', { secretNote: 'new' }, 200],
    ]),
    session('bob', 'after the changes'),
    ...bodies({ jar: 'bob', post: '/update-session' }, [
      ['changes a field of the session', { theme: 'dark' }, 200],
      ['changes two fields of the session', { theme: 'light', visits: 3 }, 200],
      ['changes a field of the session that is not input', { device: 'x' }, '400 FIELD_NOT_ALLOWED'],
      ['changes core fields of the session', { token: 'x', expiresAt: '2030-01-01T00:00:00.000Z' }, 400],
      ['changes nothing of the session', {}, 400],
    ]),
    session('bob', 'with fields of the session'),
    { does: 'lists sessions with their fields', jar: 'bob', get: '/list-sessions', expect: 200 },
    signIn('bob', { as: 'phone', setup: false }),
    session('phone', 'with defaults'),
    { does: 'looks at the stored sessions', rows: 'session', where: { userId: '{{bobId}}' } },
  ],
};
