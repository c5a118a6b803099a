import { handover } from '../_handover.mjs';

export default {
  title: 'Back to a Node server: it goes on where Lyceum has stopped, and nobody is signed out',
  profile: 'together-handover',
  together: 'lyceum',
  steps: handover('lyceum', 'reference'),
};
