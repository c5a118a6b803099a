/** Looks at secondary storage, shared by several scenarios. */

/** @param {string} who @param {string} when */
export const kept = (who, when) => ({
  does: `the session of ${who} is kept ${when}`,
  stored: `{{${who}Token}}`,
});

/** @param {string} who @param {string} when */
export const listed = (who, when) => ({
  does: `the sessions of ${who} are listed ${when}`,
  stored: `active-sessions-{{${who}Id}}`,
});

/** @param {string} who @param {string} when */
export const revoked = (who, when) => ({
  does: `the moment from which sessions of ${who} count, ${when}`,
  stored: `revoked-sessions-before-{{${who}Id}}`,
});

/** Both servers speak the same protocol; neither has a row. @param {string} table @param {string} column @param {string} value */
export const rows = (/** @type {string} */ does, table, column, value) => ({
  does,
  rows: table,
  where: { [column]: value },
});
