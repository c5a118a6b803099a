import { inDatabase } from './values.mjs';

export default {
  title: 'One-time values in secondary storage and in the database are used once',
  profile: 'secondary-and-database',
  steps: [
    ...inDatabase('bob', 'verification:reset-password:{{token}}'),
    { does: 'has no row', rows: 'verification', where: { identifier: 'reset-password:{{token}}' } },
  ],
};
