import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judge, views } from '../compare/judge.mjs';
import { OpenID } from '../provider/oidc.mjs';
import { Provider } from '../provider/provider.mjs';
import { play } from '../runner/play.mjs';
import { loadProfile } from '../runner/profile.mjs';
import { checkScenario } from '../runner/scenario.mjs';
import { Stage } from '../runner/stage.mjs';
import { openPostgres } from '../targets/postgres.mjs';
import { Reference } from '../targets/reference.mjs';
import { Valkey } from '../targets/valkey.mjs';
import { signIn, signUp } from '../scenarios/_people.mjs';
import { mistakes } from './mistakes.mjs';
import { Mutant } from './mutant.mjs';

/**
 * The comparison must be able to fail: the reference behind a proxy that makes one mistake is compared with the
 * reference, and every mistake must be found where it was made.
 */

const steps = [
  signUp('ann', { json: { name: 'ann' } }),
  {
    does: 'asks past the cache',
    jar: 'ann',
    get: '/get-session',
    query: { disableCookieCache: '1' },
    expect: 200,
  },
  signIn('ann', { as: 'phone' }),
  {
    does: 'signs in wrongly',
    post: '/sign-in/email',
    json: { email: '{{ann}}', password: 'wrong' },
    expect: 401,
  },
  { does: 'sends markup', jar: 'ann', post: '/update-user', json: { name: '<b>' }, expect: 200 },
  { does: 'asks again', jar: 'ann', get: '/get-session', query: { disableCookieCache: '1' }, expect: 200 },
  { does: 'asks for nothing', get: '/get-session', expect: 200 },
  { does: 'asks nowhere', get: '/nowhere', expect: 404 },
];

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {import('../targets/target.mjs').Side[]} */
let sides = [];
/** @type {Mutant} */
let mutant;
/** @type {import('../targets/postgres.mjs').Postgres} */
let postgres;
/** @type {import('../runner/profile.mjs').Profile} */
let profile;
/** @type {Reference} */
let target;
/** Not asked by these scenarios. */
const providers = { provider: new Provider(), openID: new OpenID() };

before(async () => {
  postgres = await openPostgres(root);
  profile = await loadProfile('mutations', {});
  target = new Reference(postgres, new Valkey(root));
  sides = await Promise.all([target.start(profile), target.start(profile)]);
  mutant = new Mutant(sides[1].origin);
  await mutant.listen();
});

after(async () => {
  mutant?.close();
  await Promise.all(sides.map((side) => side.stop()));
  await target?.close();
  await postgres?.close();
});

/** Every play has people of its own, because they share two servers. @param {number} number */
async function playBoth(number) {
  const scenario = checkScenario(`mutations/${number}`, { title: 'mutations', steps });
  const right = { ...sides[1], origin: mutant.origin };
  const played = await Promise.all(
    [sides[0], right].map(async (side) => {
      const stage = new Stage(scenario, profile, side, providers);
      const happenings = await play(stage);
      return { stage, happenings, views: await views(stage, happenings) };
    }),
  );
  return judge(played[0], played[1]);
}

test('the reference agrees with itself through the proxy', async () => {
  mutant.mistake = () => {};
  const verdict = await playBoth(0);
  assert.deepEqual(verdict.broken, []);
  assert.deepEqual(
    verdict.steps.flatMap((step) => step.findings),
    [],
  );
});

for (const [index, { name, path, make }] of mistakes.entries()) {
  test(`finds ${name}`, async () => {
    mutant.mistake = make;
    const verdict = await playBoth(index + 1);
    const paths = verdict.steps.flatMap((step) => step.findings).map((finding) => finding.path);
    assert.ok(
      paths.some((found) => path.test(found)),
      `nothing found at ${path}; found ${JSON.stringify(paths)}`,
    );
  });
}
