/** Settings of Lyceum, by what is special about them; `auth` is understood by both sides. */

/**
 * @typedef {object} Settings
 * @property {{naming?: string}} [database]
 * @property {Record<string, any>} [auth]
 */

const additionalFields = {
  level: { type: 'number', defaultValue: 3, input: false },
  nick: { type: 'string', required: false, unique: true },
  tags: { type: 'string[]', required: false },
  seen: { type: 'date', required: false },
};

/** @type {Record<string, Settings>} */
export const shapes = {
  'as the reference has it': {},
  'plural snake_case, UUIDs, additional fields': {
    database: { naming: 'plural-snake' },
    auth: { user: { additionalFields }, advanced: { database: { generateId: 'uuid' } } },
  },
  'names of its own, counted ids': {
    auth: {
      user: {
        modelName: 'person',
        fields: { email: 'mail', emailVerified: 'mail_verified' },
        additionalFields,
      },
      session: { modelName: 'visit', fields: { userId: 'person_id' } },
      advanced: { database: { generateId: 'serial' } },
    },
  },
};
