/**
 * Variables of one scenario on one side. `{{name}}` in any string of a step is replaced by the variable; a
 * string that is nothing but `{{name}}` becomes the value itself, whatever its type.
 *
 * @typedef {Record<string, any>} Variables
 */

/**
 * The names every scenario starts with: people with an address of their own, so that scenarios can share a
 * server without meeting.
 * @param {string} id of the scenario
 * @returns {Variables}
 */
export function people(id) {
  const slug = id.replaceAll('/', '-');
  return Object.fromEntries(
    ['ann', 'bob', 'cid', 'dan', 'nobody'].map((name) => [name, `${name}.${slug}@example.com`]),
  );
}

/**
 * @param {any} value
 * @param {Variables} variables
 * @returns {any}
 */
export function fill(value, variables) {
  if (typeof value === 'function') return value(variables);
  if (typeof value === 'string') return fillString(value, variables);
  if (Array.isArray(value)) return value.map((item) => fill(item, variables));
  if (value && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [fillString(key, variables), fill(item, variables)]),
    );
  }
  return value;
}

/** @param {string} text @param {Variables} variables */
function fillString(text, variables) {
  const whole = /^\{\{(\w+)\}\}$/.exec(text);
  if (whole) return look(whole[1], variables);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(look(name, variables)));
}

/** @param {string} name @param {Variables} variables */
function look(name, variables) {
  if (!(name in variables)) throw new Error(`no variable named ${name}`);
  return variables[name];
}

/**
 * Reads captured values from a reply: a path such as `body.user.id`, `headers.location` or
 * `cookies.session_token`, or a function of the reply.
 * @param {Record<string, string | ((reply: any) => any)> | undefined} wanted
 * @param {any} reply
 * @param {Variables} variables receives the values; undefined where the reply has none
 */
export function capture(wanted, reply, variables) {
  for (const [name, from] of Object.entries(wanted ?? {})) {
    variables[name] = typeof from === 'function' ? attempt(() => from(reply)) : walk(reply, from);
  }
}

/** @param {any} reply @param {string} path */
export const walk = (reply, path) => path.split('.').reduce((node, key) => node?.[key], reply);

/** A reply of another shape than expected shows as a difference, not as a crash of the runner. @param {() => any} read */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
