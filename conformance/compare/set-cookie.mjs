/**
 * One Set-Cookie header, taken apart without judging it: attribute names and order are kept as sent.
 * @typedef {{name: string, value: string, attributes: [string, string | null][]}} SetCookie
 */

/** @param {string} line @returns {SetCookie} */
export function parseSetCookie(line) {
  const [pair, ...rest] = line.split('; ');
  const equals = pair.indexOf('=');
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    attributes: rest.map((attribute) => {
      const at = attribute.indexOf('=');
      return at < 0 ? [attribute, null] : [attribute.slice(0, at), attribute.slice(at + 1)];
    }),
  };
}
