import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A scenario is a file below scenarios/: its folder is the area, its default export the scenario. README.md
 * describes the keys of every kind of step.
 *
 * @typedef {Record<string, any> & {does: string}} Step
 * @typedef {{id: string, area: string, title: string, profile: string, own: boolean, together?: string, steps: Step[]}} Scenario
 *   own: wants servers of its own; together: both servers share one database, and this one makes its tables
 */

const folder = fileURLToPath(new URL('../scenarios/', import.meta.url));
const scenarioKeys = new Set(['title', 'profile', 'own', 'together', 'steps']);
const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

/** The two servers of a scenario that plays them together. */
const players = ['reference', 'lyceum'];

/** Keys each kind of step may have, beside `does`, `setup` and `on`. A kind is recognised by its first key. */
const kinds = {
  ...Object.fromEntries(methods.map((method) => [method, requestKeys(method)])),
  client: ['client', 'flavour', 'plugins', 'jar', 'capture', 'clientOptions', 'opaque'],
  mail: ['mail', 'count', 'capture'],
  authorize: ['authorize', 'as', 'deny', 'capture', 'grant'],
  provider: ['provider'],
  rows: ['rows', 'where', 'order', 'capture'],
  tables: ['tables'],
  update: ['update', 'set', 'where'],
  remove: ['remove', 'where'],
  stored: ['stored', 'capture'],
  forget: ['forget'],
  cookies: ['cookies', 'jar'],
  let: ['let'],
  pause: ['pause'],
  restart: ['restart'],
};

/** @param {string} method */
function requestKeys(method) {
  const body = ['json', 'form', 'text', 'type'];
  return [
    method,
    'expect',
    'query',
    'headers',
    'jar',
    'capture',
    'unordered',
    'opaque',
    'verbatim',
    'check',
    ...body,
  ];
}

/**
 * @param {Step} step
 * @returns {string} the kind: an HTTP method in lower case, or a key of kinds
 */
export function kindOf(step) {
  const kind = Object.keys(kinds).find((key) => key in step);
  if (!kind) throw new Error(`"${step.does}" is no kind of step`);
  return kind;
}

/** @param {string} kind */
export const isRequest = (kind) => methods.includes(kind);

/** @param {(id: string) => boolean} wanted @returns {Promise<Scenario[]>} in the order of their ids */
export async function loadScenarios(wanted) {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.mjs'));
  const ids = files.map((file) => [file.replace(/\.mjs$/, '').replaceAll('\\', '/'), file]);
  const chosen = ids
    .filter(([id]) => !id.split('/').some((part) => part.startsWith('_')) && wanted(id))
    .sort();
  return Promise.all(chosen.map(([id, file]) => load(id, join(folder, file))));
}

/** @param {string} id @param {string} file */
async function load(id, file) {
  const exported = (await import(pathToFileURL(file).href)).default;
  return checkScenario(id, exported, relative(folder, file));
}

/**
 * @param {string} id
 * @param {any} exported
 * @param {string} [file] for messages
 * @returns {Scenario}
 */
export function checkScenario(id, exported, file = id) {
  const refuse = (/** @type {string} */ why) => {
    throw new Error(`scenarios/${file}: ${why}`);
  };
  if (typeof exported !== 'object' || exported === null) refuse('has no default export');
  for (const key of Object.keys(exported)) if (!scenarioKeys.has(key)) refuse(`unknown key ${key}`);
  const { title, profile = 'default', own = false, together, steps } = exported;
  if (typeof title !== 'string' || !Array.isArray(steps)) refuse('needs a title and steps');
  if (together && !players.includes(together)) refuse(`together: ${together}: who is that?`);
  const flat = steps.flat(Infinity);
  const titles = new Set();
  for (const step of flat) {
    if (typeof step.does !== 'string') refuse(`a step says nothing in "does": ${JSON.stringify(step)}`);
    if (titles.has(step.does)) refuse(`two steps are called "${step.does}"`);
    titles.add(step.does);
    const kind = kindOf(step);
    const allowed = new Set([
      'does',
      'setup',
      ...(together ? ['on'] : []),
      .../** @type {any} */ (kinds)[kind],
    ]);
    for (const key of Object.keys(step)) {
      if (!allowed.has(key)) refuse(`"${step.does}": a ${kind} step has no key ${key}`);
    }
    if (together && !players.includes(step.on)) refuse(`"${step.does}": on which server?`);
    if (isRequest(kind) && step.expect === undefined) refuse(`"${step.does}" expects nothing`);
  }
  return { id, area: id.split('/').slice(0, -1).join('/'), title, profile, own, together, steps: flat };
}
