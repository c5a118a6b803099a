import { readFileSync } from 'node:fs';
import admin from './areas/admin.mjs';
import apiKey from './areas/api-key.mjs';
import core from './areas/core.mjs';
import organization from './areas/organization.mjs';
import plugins from './areas/plugins.mjs';
import { members, parameters, senders, spellings } from './mutations.mjs';
import { signedCookie } from '../scenarios/_forge.mjs';
import { becomes, people, remains, sessionCookie, signUp } from './people.mjs';
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

/**
 * Odd requests over options: some endpoints of a profile, each by somebody whom the profile lets in. Nobody is a guest,
 * since a plugin may be missing; `before` and `once` are left out for the same reason.
 * @param {{profile: string, auth: any, number: number, share: number, sample: number}} how number: of the profile, which
 *   decides which endpoints (one of `share`) and which requests (one of `sample`) are played
 * @returns {import('../runner/scenario.mjs').Scenario[]}
 */
export const oddPlans = ({ profile, auth, number, share, sample }) =>
  Object.entries(areas).flatMap(([area, endpoints]) =>
    endpoints.flatMap((endpoint, at) =>
      (at + number) % share !== 0
        ? []
        : [
            {
              id: `explore/${profile}/${area}-${at}${endpoint.path.replaceAll('/', '-')}`,
              area,
              title: `${endpoint.method} ${endpoint.path}`,
              profile,
              own: false,
              steps: [
                ...peopleOf(auth),
                ...oddOf(endpoint, sample, at + number).map((step) => solved(step, auth)),
                { does: 'what is left', tables: true },
              ],
            },
          ],
    ),
  );

/** Ann and bob, dan who administers, cid who is banned. @param {any} auth */
function peopleOf(auth) {
  const { emailAndPassword, plugins = {}, user = {} } = auth;
  const all = ['ann', 'bob', 'cid', 'dan'];
  // Their cookies are sent by hand, so that one request does not change what the next one sends.
  const begun = beginnings(auth).map((step) => solved(without(step, 'jar'), auth));
  const again =
    emailAndPassword.autoSignIn === false
      ? all.map((who) =>
          solved({ ...signUp(who, { post: '/sign-in/email' }), does: `${who} signs in` }, auth),
        )
      : [];
  const banned = plugins.admin
    ? [{ ...becomes('cid', { banned: true, banReason: 'Spam' }), update: user.modelName ?? 'user' }]
    : [];
  const expired = {
    does: 'cid is the banned one, and a session is gone',
    setup: true,
    let: { bannedCookie: '{{cidCookie}}', expiredCookie: sessionCookie('ann', () => signedCookie('gone')) },
  };
  return [...begun, ...again, ...banned, expired];
}

/** @param {import('./mutations.mjs').Endpoint} endpoint @param {number} sample @param {number} offset */
function oddOf(endpoint, sample, offset) {
  const odd = [senders, spellings, members, parameters].flatMap((make) => make(endpoint));
  const chosen = odd.filter((_, index) => (index + offset) % sample === 0);
  const counts = JSON.stringify(endpoint).includes('{{n}}');
  return chosen.flatMap((step, n) => [
    ...(counts ? [{ does: `counts ${n}`, let: { n: String(n) } }] : []),
    step,
  ]);
}

/** @param {Record<string, any>} record @param {string} name */
const without = (record, name) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

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
  step.post && plugins.captcha
    ? { ...step, headers: { 'x-captcha-response': 'good', ...step.headers } }
    : step;

/** @param {string} profile */
const options = (profile) =>
  JSON.parse(readFileSync(new URL(`../profiles/${profile}.json`, import.meta.url), 'utf8')).auth;
