import { fill, walk } from '../runner/variables.mjs';

/**
 * The official client with every part that a plugin has. Its methods are made of paths, so any request to an endpoint is
 * a call of it.
 */
const plugins = [
  'adminClient',
  'anonymousClient',
  'apiKeyClient',
  'deviceAuthorizationClient',
  'emailOTPClient',
  'inferAdditionalFields',
  'jwtClient',
  'lastLoginMethodClient',
  'magicLinkClient',
  'multiSessionClient',
  'oneTimeTokenClient',
  'passkeyClient',
  'phoneNumberClient',
  'twoFactorClient',
  'usernameClient',
].map((name) => name.replace(/Client$/, ''));

/** @param {any} auth options of the profile @returns {any[]} */
const parts = (auth) => {
  const { ac, teams, dynamicAccessControl, schema } = auth.plugins?.organization ?? {};
  const enabled = (/** @type {any} */ section) => ({ enabled: section?.enabled === true });
  const options = { ac, schema, teams: enabled(teams), dynamicAccessControl: enabled(dynamicAccessControl) };
  return [...plugins, ['organization', options]];
};

const camel = (/** @type {string} */ part) => part.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * The step as a call of the client, where it is one: a GET or POST of somebody to a path of words.
 * @param {any} step
 * @param {any} auth options of the profile
 */
export function throughClient(step, auth) {
  const path = step.get ?? step.post;
  if (typeof path !== 'string' || !step.jar || !/^(\/[a-z][a-z-]*)+$/.test(path)) return step;
  const { does, setup, jar, opaque, get, json, query, capture = {}, headers } = step;
  const names = path.slice(1).split('/').map(camel);
  return {
    does,
    jar,
    ...(setup && { setup }),
    ...(opaque && { opaque }),
    plugins: parts(auth),
    capture: Object.fromEntries(Object.entries(capture).map(([name, from]) => [name, ofReply(from)])),
    client: (/** @type {any} */ client, /** @type {any} */ v) => {
      const call = names.reduce((node, name) => node[name], client);
      return get
        ? call({ query: fill(query ?? {}, v), fetchOptions: { headers } })
        : call(fill(json ?? {}, v), { headers });
    },
  };
}

/** @param {any} from a capture of a reply */
const ofReply = (from) => (/** @type {any} */ happened) => {
  const reply = happened.exchanges[0]?.reply;
  return typeof from === 'function' ? from(reply) : walk(reply, from);
};
