import { session, signUp } from '../_people.mjs';
import { get, gets, post, posts } from '../_organization.mjs';

const school = { name: 'The school', slug: 'fields-school', city: 'Turin' };

export default {
  title: 'Additional fields and other names for tables and columns',
  profile: 'organization-fields',
  steps: [
    signUp('ann'),
    signUp('bob'),
    posts('ann', 'create', [
      ['without a required field', { name: 'x', slug: 'y' }, '400 VALIDATION_ERROR'],
      ['with wrong types', { ...school, city: 1, pupils: 'many', private: 'no' }, '400 VALIDATION_ERROR'],
      ['with null where it must not be', { ...school, city: null, pupils: null }, '400 VALIDATION_ERROR'],
    ]),
    post(
      'ann creates',
      'ann',
      'create',
      { ...school, pupils: 3, hiddenNote: 'psst', rank: 9, metadata: { a: 1 } },
      200,
      { capture: { org: 'body.id' } },
    ),
    session('ann', 'with an organization but no team'),
    get('ann has no team', 'ann', 'list-teams', undefined, 200),
    get('ann gets it', 'ann', 'get-organization', undefined, 200),
    get('ann gets it whole', 'ann', 'get-full-organization', undefined, 200),
    get('ann lists it', 'ann', 'list', undefined, 200),
    posts('ann', 'update', [
      ['wrong types', { data: { city: 1, pupils: {} } }, '400 VALIDATION_ERROR'],
      ['some fields', { data: { pupils: 4, private: true, rank: 1 } }, 200],
      ['to null', { data: { pupils: null } }, 200],
    ]),
    post('ann works in it', 'ann', 'set-active', { organizationId: '{{org}}' }, 200),
    posts('ann', 'create-team', [['wrong types', { name: 'x', color: 1 }, '400 VALIDATION_ERROR']]),
    post('ann makes a team', 'ann', 'create-team', { name: 'Green', color: 'green' }, 200, {
      capture: { green: 'body.id' },
    }),
    posts('ann', 'update-team', [
      ['wrong types', { teamId: '{{green}}', data: { color: 1 } }, '400 VALIDATION_ERROR'],
      ['its color', { teamId: '{{green}}', data: { color: 'lime' } }, 200],
      ['to null', { teamId: '{{green}}', data: { color: null } }, 200],
      ['nothing', { teamId: '{{green}}', data: {} }, 200],
    ]),
    posts('ann', 'invite-member', [
      ['without a required field', { email: '{{bob}}', role: 'member' }, '400 VALIDATION_ERROR'],
    ]),
    post(
      'ann invites',
      'ann',
      'invite-member',
      { email: '{{bob}}', role: 'member', days: 3, greeting: 'hi', teamId: '{{green}}' },
      200,
      { capture: { first: 'body.id' } },
    ),
    get('bob gets it', 'bob', 'get-invitation', { id: '{{first}}' }, 200),
    post('bob accepts', 'bob', 'accept-invitation', { invitationId: '{{first}}' }, 200),
    gets('ann', 'list-members', [
      ['by a renamed column', { filterField: 'role', filterValue: 'member', sortBy: 'role' }, 200],
    ]),
    posts('ann', 'create-role', [
      [
        'with wrong types',
        { role: 'x', permission: {}, additionalFields: { level: 'high' } },
        '400 VALIDATION_ERROR',
      ],
      ['with a field', { role: 'x', permission: { lesson: [] }, additionalFields: { level: 3 } }, 200],
    ]),
    posts('ann', 'update-role', [['a field', { roleName: 'x', data: { level: 4 } }, 200]]),
    get('ann lists roles', 'ann', 'list-roles', undefined, 200),
    post('ann removes the last team', 'ann', 'remove-team', { teamId: '{{green}}' }, 200),
    { does: 'the school', rows: 'school', where: { id: '{{org}}' } },
    { does: 'the members', rows: 'membership', where: { organizationId: '{{org}}' } },
  ],
};
