import { forgotten, life } from '../_keptkeys.mjs';

export default {
  title: 'Secondary storage answers what it knows of keys, and the table the rest',
  profile: 'api-key-fallback',
  steps: [{ does: 'a key that nobody made', let: { nothing: 'x'.repeat(64) } }, life, forgotten],
};
