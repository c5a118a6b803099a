/**
 * @typedef {{path: string, left: string, right: string}} Difference
 *   left: the reference, right: the other side; values as they are shown to a reader
 */

/**
 * Walks two masked views. Keys are compared with their order, null and absent are different things.
 * @param {any} left
 * @param {any} right
 * @param {string} [path]
 * @returns {Difference[]}
 */
export function compare(left, right, path = '') {
  if (typeof left?.equals === 'function') return left.equals(right) ? [] : [difference(path, left, right)];
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right, path);
  if (isFields(left) && isFields(right)) return compareFields(left, right, path);
  return Object.is(left, right) ? [] : [difference(path, left, right)];
}

/** @param {any[]} left @param {any[]} right @param {string} path */
function compareLists(left, right, path) {
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, index) => {
    const at = `${path}[${index}]`;
    if (index >= left.length) return [difference(at, absent, right[index])];
    if (index >= right.length) return [difference(at, left[index], absent)];
    return compare(left[index], right[index], at);
  }).flat();
}

/** @param {Record<string, any>} left @param {Record<string, any>} right @param {string} path */
function compareFields(left, right, path) {
  const [ours, theirs] = [Object.keys(left), Object.keys(right)];
  const both = ours.filter((key) => key in right);
  const differences = both.flatMap((key) => compare(left[key], right[key], join(path, key)));
  for (const key of ours)
    if (!(key in right)) differences.push(difference(join(path, key), left[key], absent));
  for (const key of theirs)
    if (!(key in left)) differences.push(difference(join(path, key), absent, right[key]));
  const order = theirs.filter((key) => key in left);
  if (both.join() !== order.join()) {
    differences.push({ path: join(path, '(order of keys)'), left: both.join(', '), right: order.join(', ') });
  }
  return differences;
}

const absent = Symbol('absent');
const join = (/** @type {string} */ path, /** @type {string} */ key) => (path ? `${path}.${key}` : key);
const isFields = (/** @type {any} */ value) => Object.prototype.toString.call(value) === '[object Object]';

/** @param {string} path @param {any} left @param {any} right @returns {Difference} */
const difference = (path, left, right) => ({ path, left: show(left), right: show(right) });

/** @param {any} value */
function show(value) {
  if (value === absent) return '(absent)';
  if (value === undefined) return '(undefined)';
  const text = JSON.stringify(value, (_, item) => (typeof item?.equals === 'function' ? String(item) : item));
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
}
