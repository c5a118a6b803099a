import { life, lost } from '../_keptkeys.mjs';

export default {
  title: 'Keys live in secondary storage, in the form that both servers read',
  profile: 'api-key-secondary',
  steps: [{ does: 'a key that nobody made', let: { nothing: 'x'.repeat(64) } }, life, lost],
};
