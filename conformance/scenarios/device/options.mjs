import { ask, claim, decide, poll } from '../_device.mjs';
import { signUp } from '../_people.mjs';

export default {
  title: 'Other codes, another address, waiting between polls',
  profile: 'device-options',
  steps: [
    signUp('ann'),
    ask('tv'),
    poll('tv', 400),
    poll('tv', 400, 'at once'),
    claim('ann', 'tv'),
    decide('ann', 'tv', 'approve', 200),
    poll('tv', 400, 'before the time'),
    { does: 'looks at the row', rows: 'deviceCode', order: 'deviceCode', where: { clientId: 'tv' } },
  ],
};
