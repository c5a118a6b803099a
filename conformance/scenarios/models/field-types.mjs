import { bodies, session, signIn, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const update = { jar: 'ann', post: '/update-user' };
const visit = { jar: 'ann', post: '/update-session' };
const user = (/** @type {string} */ when) => session('ann', when);

export default {
  title: 'Additional fields of every type',
  profile: 'field-types',
  steps: [
    signUp('ann', {
      setup: false,
      json: {
        text: 'Ünï "quoted" \\ \u2028 <b>',
        amount: 42,
        flag: true,
        day: '2024-02-29T12:00:00.000Z',
        data: { a: 1, b: [1, 'two', null, { deep: true }], 10: 'ten', 9: 'nine' },
        tags: ['x', 'ü', ''],
        marks: [1, 2.5, -3],
        nick: 'ann',
        note: 'hidden',
        labels: [],
      },
    }),
    user('of the start'),
    signUp('bob', { setup: false }),
    session('bob', 'with defaults'),
    ...bodies(update, [
      ['writes a text', { text: 'plain' }, 200],
      ['empties a text', { text: '' }, 200],
      ['takes a text away', { text: null }, 200],
    ]),
    user('after texts'),
    ...bodies(update, [
      ['writes nought', { amount: 0 }, 200],
      ['writes a negative number', { amount: -17 }, 200],
      ['takes a number away', { amount: null }, 200],
    ]),
    user('after numbers'),
    ...bodies(update, [
      ['writes false', { flag: false }, 200],
      ['takes a truth away', { flag: null }, 200],
    ]),
    user('after truths'),
    ...bodies(update, [
      ['writes a day', { day: '2031-12-31T23:59:59.999Z' }, 200],
      ['writes a day of another zone', { day: '2031-12-31T23:59:59+02:00' }, 200],
    ]),
    user('after days'),
    ...bodies(update, [
      ['writes a list', { data: [1, 2, 3] }, 200],
      ['writes an empty object', { data: {} }, 200],
      ['writes a nested object', { data: { a: { b: { c: ['d'] } } } }, 200],
    ]),
    user('after objects'),
    ...bodies(update, [
      ['writes a list of texts', { tags: ['one', 'two'] }, 200],
      ['empties a list of texts', { tags: [] }, 200],
      ['takes a list of texts away', { tags: null }, 200],
      ['writes a list of numbers', { marks: [3, 1, 2] }, 200],
      ['takes a list of numbers away', { marks: null }, 200],
    ]),
    user('after lists'),
    ...bodies(update, [
      ['sets what is not input', { kind: 'special' }, '400 FIELD_NOT_ALLOWED'],
      ['sets what is not input, and another', { text: 'x', kind: 'special' }, '400 FIELD_NOT_ALLOWED'],
      ['sets an empty text for what is not input', { kind: '' }, 400],
      ['sets null for what is not input', { kind: null }, 400],
      ['sets false for what is not input', { kind: false, text: 'y' }, 200],
      ['sets what is not returned', { note: 'another note' }, 200],
      ['sets an unknown field', { unknown: 1 }, 400],
      ['sets an unknown field, and another', { unknown: 1, text: 'z' }, 200],
      ['sets the id', { id: 'mine' }, 400],
      ['sets dates of the row', { createdAt: '2020-01-01T00:00:00.000Z', text: 'q' }, 200],
      ['sets emailVerified', { emailVerified: true }, 400],
      ['sets emailVerified, and another', { emailVerified: true, text: 'r' }, 200],
    ]),
    user('after refusals'),
    ...bodies({ post: '/sign-up/email' }, [
      [
        'signs up with what is not input',
        { name: 'C', email: 'c.{{ann}}', password: 'correct horse battery', kind: 'special' },
        200,
      ],
      [
        'signs up with an unknown field',
        { name: 'D', email: 'd.{{ann}}', password: 'correct horse battery', unknown: { a: 1 } },
        200,
      ],
      [
        'signs up with the id of somebody',
        {
          name: 'E',
          email: 'e.{{ann}}',
          password: 'correct horse battery',
          id: '{{bobId}}',
          emailVerified: true,
        },
        200,
      ],
      [
        'signs up with nulls',
        {
          name: 'F',
          email: 'f.{{ann}}',
          password: 'correct horse battery',
          text: null,
          tags: null,
          level: null,
        },
        200,
      ],
    ]),
    ...bodies(visit, [
      ['writes an object into the session', { place: { at: [1, 2], city: 'Wien' } }, 200],
      ['writes a day into the session', { until: '2030-01-01T00:00:00.000Z' }, 200],
      ['writes a list into the session', { roles: ['a', 'b'] }, 200],
      ['takes them away', { place: null, roles: null }, 200],
      ['writes what is not input into the session', { fixed: 8 }, '400 FIELD_NOT_ALLOWED'],
      ['writes what is not returned into the session', { hidden: 'y' }, 200],
      ['writes another user into the session', { userId: '{{bobId}}' }, 400],
      ['writes an unknown field into the session', { unknown: 1 }, 400],
    ]),
    user('after changes of the session'),
    signIn('ann', { as: 'phone', setup: false }),
    session('phone', 'with fresh defaults'),
    { does: 'lists sessions', jar: 'ann', get: '/list-sessions', expect: 200 },
    { does: 'lists accounts', jar: 'ann', get: '/list-accounts', expect: 200 },
    { does: 'looks at the stored account', rows: 'account', where: { userId: '{{annId}}' } },
    round('cid', { as: profile('cid', { id: newSubject() }) }),
    session('cid', 'after signing in with a provider'),
    { does: 'cid lists accounts', jar: 'cid', get: '/list-accounts', expect: 200 },
  ],
};
