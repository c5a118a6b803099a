/**
 * Where Lyceum's replies differ from the reference's on purpose. A declaration that covers nothing fails the
 * run, so that this list can only shrink to what is true.
 * @type {import('./compare/allowed.mjs').Allowed[]}
 */
export default [
  {
    scenario: 'routing/methods-and-paths',
    step: 'sends a preflight',
    reason:
      'The reference leaves CORS to the application around it; Lyceum stands alone and answers the preflights of trusted origins itself.',
    option:
      'None needed: no browser can depend on a preflight that fails. OPTIONS without a preflight is 404 as before.',
  },
];
