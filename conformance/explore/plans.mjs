import { readFileSync } from 'node:fs';
import admin from './areas/admin.mjs';
import apiKey from './areas/api-key.mjs';
import core from './areas/core.mjs';
import organization from './areas/organization.mjs';
import plugins from './areas/plugins.mjs';
import { members, parameters, senders, spellings } from './mutations.mjs';
import { becomes, people, remains, signUp } from './people.mjs';
import { throughClient } from './through-client.mjs';
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
 * Four people sign up, dan becomes the administrator; where addresses must be verified, they are.
 * @param {any} auth options of the profile
 */
function beginnings({ user = {}, emailAndPassword, plugins = {} }) {
  const { modelName = 'user', fields = {} } = user;
  const people = ['ann', 'bob', 'cid', 'dan'];
  const further = user.additionalFields?.country?.required ? { country: 'PK' } : {};
  const begun = people.map((who) => signUp(who, { jar: who, json: { ...signUp(who).json, ...further } }));
  const verified = emailAndPassword.requireEmailVerification
    ? people.flatMap((who) => [
        {
          does: `${who} is verified`,
          update: modelName,
          set: { [fields.emailVerified ?? 'emailVerified']: true },
          where: { [fields.email ?? 'email']: `{{${who}}}` },
        },
        { ...signUp(who, { jar: who, post: '/sign-in/email' }), does: `${who} signs in` },
      ])
    : [];
  const administrator = { ...becomes('dan', { role: 'admin' }), update: modelName };
  return [...begun, ...verified, ...(plugins.admin ? [administrator] : [])];
}

/**
 * Walks with seeds from 1.
 * @param {{profile?: string, auth?: any, many: number, from?: number, groups?: string[], length?: number, client?: boolean}} how
 *   auth: the options of the profile, where it is no file; client: whether requests go through the official client
 * @returns {import('../runner/scenario.mjs').Scenario[]}
 */
export const walks = ({
  profile = 'everything',
  auth = options(profile),
  many,
  from = 1,
  groups,
  length = 80,
  client,
}) =>
  Array.from({ length: many }, (_, index) => {
    const seed = from + index;
    const walked = walk({ seed, length, only: groups ?? interests(seed) });
    return {
      id: `explore/walk-${seed}`,
      area: 'walk',
      title: `walk ${seed}`,
      profile,
      own: false,
      steps: [
        { does: 'has a number', let: { n: String(seed) } },
        ...beginnings(auth),
        ...(client ? walked.map((step) => throughClient(step, auth)) : walked).map((step) =>
          solved(step, auth),
        ),
        { does: 'what is left', tables: true },
      ],
    };
  });

/** Posts have the answer of a captcha, where there is one. @param {any} step @param {any} auth */
const solved = (step, { plugins = {} }) =>
  step.post && plugins.captcha ? { ...step, headers: { 'x-captcha-response': 'good' } } : step;

/** @param {string} profile */
const options = (profile) =>
  JSON.parse(readFileSync(new URL(`../profiles/${profile}.json`, import.meta.url), 'utf8')).auth;
