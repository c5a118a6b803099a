#!/usr/bin/env node
/**
 * Asks both servers systematically odd questions and compares the answers. See README.md, "Exploring".
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applyAllowed } from './compare/allowed.mjs';
import differences from './differences.mjs';
import { documentOf, mixes } from './explore/mixes.mjs';
import { oddPlans, plans, walks } from './explore/plans.mjs';
import { summarise } from './explore/summary.mjs';
import { OpenID } from './provider/oidc.mjs';
import { Provider } from './provider/provider.mjs';
import { group, inParallel, playGroup } from './runner/groups.mjs';
import { build } from './targets/build.mjs';
import { lyceumTarget } from './targets/lyceum.mjs';
import { openPostgres } from './targets/postgres.mjs';
import { Reference } from './targets/reference.mjs';
import { Valkey } from './targets/valkey.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const text = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({
  options: {
    only: { ...text, multiple: true, default: [] },
    database: { ...text, default: 'sqlite' },
    profile: text,
    bin: text,
    walks: text,
    from: { ...text, default: '1' },
    groups: text,
    mixes: text,
    odd: text,
    seed: { ...text, default: '1' },
    factors: text,
    defaults: text,
    length: { ...text, default: '80' },
    client: { type: 'boolean', default: false },
    sample: { ...text, default: '1' },
    all: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

/** @param {import('./runner/scenario.mjs').Scenario[]} scenarios */
async function play(scenarios) {
  const total = { steps: 0, count: 0 };
  const folder = await mkdtemp(join(tmpdir(), 'explore-'));
  const providers = { provider: new Provider(), openID: new OpenID() };
  const valkey = new Valkey(root);
  await Promise.all(Object.values(providers).map((each) => each.listen()));
  const postgres = await openPostgres(root);
  const reference = new Reference(postgres, valkey);
  try {
    const built = await build(root, folder, values.bin);
    const dialect = values.database === 'postgres' ? 'postgres' : 'sqlite';
    const targets = [reference, lyceumTarget({ ...built, dialect, postgres, valkey })];
    const report = (/** @type {import('./compare/judge.mjs').Verdict} */ verdict) => {
      applyAllowed([verdict], differences);
      const { lines, count, steps } = summarise(verdict, values.all);
      total.steps += steps;
      total.count += count;
      for (const line of lines) console.log(line);
      console.error(`${verdict.scenario.id}: ${steps} steps, ${count} differ`);
    };
    await inParallel(
      group(scenarios).map(
        (each) => () =>
          playGroup(each, targets, providers, report, {
            abreast: true,
            document: documents.get(each.profile),
          }),
      ),
      1,
    );
  } finally {
    for (const each of Object.values(providers)) each.close();
    await reference.close();
    await postgres.close();
    await valkey.close();
    await rm(folder, { recursive: true, force: true });
  }
  return total;
}

const { profile, from, groups } = values;
const many = Number(values.walks ?? 1);
const how = {
  many,
  from: Number(from),
  groups: groups?.split(','),
  length: Number(values.length),
  client: values.client,
};

/** @type {Map<string, any>} profiles that are no files */
const documents = new Map();

/** The mixes with the given numbers, `3` or `0-9`; each is walked by itself, with seeds of its own. @param {string} numbers */
function mixed(numbers) {
  const [first, last = first] = numbers.split('-').map(Number);
  const narrowed = { defaults: values.defaults, only: values.factors?.split(',') };
  return mixes(Number(values.seed))
    .slice(first, last + 1)
    .flatMap((mix, index) => {
      const number = first + index;
      const document = documentOf(mix, narrowed);
      documents.set(`mix-${number}`, document);
      const as = { profile: `mix-${number}`, auth: document.auth };
      if (values.odd) {
        const share = { share: Number(values.odd), sample: Number(values.sample) };
        return oddPlans({ ...as, ...share, number: number + how.from });
      }
      const seeds = { ...how, from: how.from + number * many };
      return walks({ ...seeds, ...as }).map((walk) => ({
        ...walk,
        title: `${walk.title} of mix ${number}: ${document.about}`,
      }));
    });
}

const all = values.mixes
  ? mixed(values.mixes)
  : values.walks
    ? walks({ ...how, profile })
    : plans({ profile, sample: Number(values.sample) });
const wanted = all.filter(
  ({ id }) => values.only.length === 0 || values.only.some((prefix) => id.startsWith(prefix)),
);
if (values.list) {
  for (const { id, steps, title } of wanted) console.log(`${id}  ${steps.length} steps  ${title}`);
} else {
  const { steps, count } = await play(wanted);
  console.log(`${steps} steps compared, ${count} differ`);
  process.exitCode = count > 0 ? 1 : 0;
}
