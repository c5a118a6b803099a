import { createAccessControl } from 'better-auth/plugins/access';

/**
 * The options `ac` and `roles` are objects with methods in the reference; profiles and scenarios write them as data:
 * actions by resource, and those by role.
 * @param {any} options of a plugin
 * @returns {any}
 */
export function readAccess(options) {
  if (!options?.ac && !options?.roles) return options;
  const control = createAccessControl(options.ac ?? {});
  const made = { ...options };
  if (options.ac) made.ac = control;
  if (options.roles) {
    made.roles = Object.fromEntries(
      Object.entries(options.roles).map(([name, statements]) => [
        name,
        control.newRole(/** @type {any} */ (statements)),
      ]),
    );
  }
  return made;
}
