import { readFile } from 'node:fs/promises';
import { publicURL } from '../targets/settings.mjs';

/**
 * A profile is one configuration both servers understand: Better Auth's options as JSON. An option that takes
 * a mail function is `true` there. `{{provider}}` and `{{openid}}` stand for the URLs of the providers of the run.
 * What the two servers must be told in different words stands in `reference` (further options of Better Auth) and
 * `settings` (further sections of lyceum.yaml). `database: false` starts both without a database.
 *
 * @typedef {{
 *   name: string,
 *   about: string,
 *   env: Record<string, string | null>,
 *   defaults: 'reference' | 'lyceum',
 *   database: boolean,
 *   publicURL: string,
 *   basePath: string,
 *   auth: Record<string, any>,
 *   reference: Record<string, any>,
 *   settings: Record<string, any>,
 * }} Profile
 */

const keys = new Set(['about', 'env', 'defaults', 'auth', 'database', 'reference', 'settings']);

/**
 * @param {string} name file name in profiles/ without its ending
 * @param {Record<string, string>} places what `{{name}}` stands for
 * @returns {Promise<Profile>}
 */
export async function loadProfile(name, places) {
  return readProfile(
    name,
    await readFile(new URL(`../profiles/${name}.json`, import.meta.url), 'utf8'),
    places,
  );
}

/**
 * @param {string} name
 * @param {string} text the JSON of a profile
 * @param {Record<string, string>} places what `{{name}}` stands for
 * @returns {Profile}
 */
export function readProfile(name, text, places) {
  const document = JSON.parse(text.replace(/\{\{(\w+)\}\}/g, (_, place) => places[place]));
  for (const key of Object.keys(document)) {
    if (!keys.has(key)) throw new Error(`profile ${name}: unknown key ${key}`);
  }
  const {
    about,
    env = {},
    defaults = 'reference',
    auth,
    reference = {},
    settings = {},
    database = true,
  } = document;
  if (typeof about !== 'string' || typeof auth !== 'object') {
    throw new Error(`profile ${name}: "about" and "auth" are required`);
  }
  const fixed = typeof auth.baseURL === 'string' ? auth.baseURL : undefined;
  const origin = fixed ?? env.BETTER_AUTH_URL ?? publicURL;
  return {
    name,
    about,
    env,
    defaults,
    database,
    auth,
    reference,
    settings,
    publicURL: origin,
    basePath: auth.basePath ?? '/api/auth',
  };
}
