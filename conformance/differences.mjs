/**
 * Where Lyceum's replies differ from the reference's on purpose. A declaration that covers nothing fails the
 * run, so that this list can only shrink to what is true.
 * @type {import('./compare/allowed.mjs').Allowed[]}
 */
export default [];
