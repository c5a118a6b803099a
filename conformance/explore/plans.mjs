import admin from './areas/admin.mjs';
import apiKey from './areas/api-key.mjs';
import core from './areas/core.mjs';
import organization from './areas/organization.mjs';
import plugins from './areas/plugins.mjs';
import { members, parameters, senders, spellings } from './mutations.mjs';
import { becomes, people, remains, signUp } from './people.mjs';
import { walk } from './walk.mjs';

/** @type {Record<string, import('./mutations.mjs').Endpoint[]>} */
const areas = { core, plugins, admin, 'api-key': apiKey, organization };

/**
 * Each endpoint becomes a scenario with people of its own.
 * @param {{profile?: string, sample: number}} how sample: plays one step of so many, others each time the number differs
 * @returns {import('../runner/scenario.mjs').Scenario[]}
 */
export const plans = ({ profile = 'everything', sample }) =>
  Object.entries(areas).flatMap(([area, endpoints]) =>
    endpoints.map((endpoint, at) => ({
      id: `explore/${area}/${at}${endpoint.path.replaceAll('/', '-')}`,
      area,
      title: `${endpoint.method} ${endpoint.path}`,
      profile,
      own: false,
      steps: stepsOf(endpoint, sample, at),
    })),
  );

/** @param {import('./mutations.mjs').Endpoint} endpoint @param {number} sample @param {number} at */
function stepsOf(endpoint, sample, at) {
  const { before = [], once = [] } = endpoint;
  const odd = [senders, spellings, members, parameters].flatMap((make) => make(endpoint));
  const chosen = odd.filter((_, index) => (index + at) % sample === 0);
  const counts = JSON.stringify(endpoint).includes('{{n}}');
  const asked = chosen.flatMap((step, n) => [
    ...(counts ? [{ does: `counts ${n}`, let: { n: String(n) } }] : []),
    ...before,
    step,
  ]);
  return [...people, ...once, ...asked, ...remains];
}

const beginnings = [
  ...['ann', 'bob', 'cid', 'dan'].map((who) => signUp(who, { jar: who })),
  becomes('dan', { role: 'admin' }),
];

/** Most walks keep to a few groups of actions, so that they get somewhere. @param {number} seed */
const interests = (seed) =>
  [
    undefined,
    ['organization'],
    ['core', 'codes'],
    ['core', 'factor'],
    ['admin', 'core'],
    ['devices', 'organization'],
    ['core'],
  ][seed % 7];

/**
 * Walks with seeds from 1; their people have signed up, dan is the administrator.
 * @param {{profile?: string, many: number, from?: number, groups?: string[]}} how
 * @returns {import('../runner/scenario.mjs').Scenario[]}
 */
export const walks = ({ profile = 'everything', many, from = 1, groups }) =>
  Array.from({ length: many }, (_, index) => {
    const seed = from + index;
    return {
      id: `explore/walk-${seed}`,
      area: 'walk',
      title: `walk ${seed}`,
      profile,
      own: false,
      steps: [
        { does: 'has a number', let: { n: String(seed) } },
        ...beginnings,
        ...walk({ seed, length: 80, only: groups ?? interests(seed) }),
      ],
    };
  });
