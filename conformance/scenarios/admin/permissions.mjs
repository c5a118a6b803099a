import { people, posts } from '../_admin.mjs';

/** @type {[string, any][]} */
const questions = [
  ['one action', { user: ['list'] }],
  ['two actions', { user: ['list', 'ban'] }],
  ['two resources', { user: ['list'], session: ['revoke'] }],
  ['impersonating administrators', { user: ['impersonate-admins'] }],
  ['an unknown action', { user: ['fly'] }],
  ['an unknown resource', { moon: ['land'] }],
  ['no action', { user: [] }],
  ['nothing', {}],
];

export default {
  title: 'Whether one may do something, by the default roles',
  profile: 'admin',
  steps: [
    people(),
    posts('', 'has-permission', [
      ['nobody', { permissions: { user: ['list'] } }, 401],
      ['nobody, of a role', { permissions: { user: ['list'] }, role: 'admin' }, 401],
    ]),
    posts('ann', 'has-permission', [
      ['no question', {}, '400 VALIDATION_ERROR'],
      ['a text', { permissions: 'user' }, '400 VALIDATION_ERROR'],
      ['a text for actions', { permissions: { user: 'list' } }, '400 VALIDATION_ERROR'],
      ['a number for an action', { permissions: { user: [1] } }, '400 VALIDATION_ERROR'],
      [
        'both forms',
        { permissions: { user: ['list'] }, permission: { user: ['list'] } },
        '400 VALIDATION_ERROR',
      ],
      ['a role that is a number', { permissions: { user: ['list'] }, role: 1 }, '400 VALIDATION_ERROR'],
      ['the old form', { permission: { user: ['list'] } }, 400],
      ['of another role', { permissions: { user: ['list'] }, role: 'user' }, 200],
      ['of another user', { permissions: { user: ['list'] }, userId: '{{bobId}}' }, 200],
    ]),
    ['ann', 'bob'].map((who) =>
      posts(
        who,
        'has-permission',
        questions.map(([does, permissions]) => [`${who}: ${does}`, { permissions }, 200]),
      ),
    ),
  ],
};
