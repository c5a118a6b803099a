import { signUp } from '../_people.mjs';

const other = { reference: 'lyceum', lyceum: 'reference' };
const sees = (
  /** @type {string} */ on,
  /** @type {string} */ who,
  /** @type {string} */ large,
  query = '',
) => ({
  does: `${on} reads ${large} of ${who}${query}`,
  on,
  jar: who,
  get: `/get-session${query}`,
  expect: 200,
  check: { 'body.user.large': large },
});

/** @param {'reference' | 'lyceum'} makes @param {string} who */
const crosses = (makes, who) => [
  {
    ...signUp(who, { does: `${who} signs up on ${makes}`, json: { large: 9007199254740991 } }),
    on: makes,
    check: { 'body.user.large': '9007199254740991' },
  },
  sees(other[makes], who, '9007199254740991'),
  sees(other[makes], who, '9007199254740991', '?disableCookieCache=true'),
  sees(makes, who, '9007199254740991'),
  {
    does: `${who} writes another number on ${makes}`,
    on: makes,
    jar: who,
    post: '/update-user',
    json: { large: -5 },
    expect: 200,
  },
  sees(other[makes], who, '-5'),
  sees(other[makes], who, '-5', '?disableCookieCache=true'),
  sees(makes, who, '-5'),
];

export default {
  title: '64-bit numbers are text on PostgreSQL',
  profile: 'together-numbers',
  together: 'reference',
  steps: [crosses('reference', 'ann'), crosses('lyceum', 'bob')],
};
