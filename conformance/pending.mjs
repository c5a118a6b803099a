/**
 * What Lyceum does not offer yet. These scenarios are played and reported but do not fail a run; as soon as one
 * of them agrees everywhere, its entry fails the run until it is removed.
 * @type {{scenario: string, reason: string}[]} scenario: an id, or a prefix ending in `*`
 */
export default [];
