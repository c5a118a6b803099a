import { handover } from '../_handover.mjs';

export default {
  title: 'From a Node server: Lyceum goes on where it has stopped, and nobody is signed out',
  profile: 'together-handover',
  together: 'reference',
  steps: handover('reference', 'lyceum'),
};
