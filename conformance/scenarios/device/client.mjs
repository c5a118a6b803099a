import { grant, rested } from '../_device.mjs';
import { signUp } from '../_people.mjs';

const plugins = ['deviceAuthorization'];

export default {
  title: 'The official client: a device is signed in',
  profile: 'device',
  steps: [
    signUp('ann'),
    {
      does: 'asks for codes',
      plugins,
      client: (/** @type {any} */ c) => c.device.code({ client_id: 'tv', scope: 'read' }),
      capture: { code: 'result.data.device_code', user: 'result.data.user_code' },
    },
    {
      does: 'polls',
      plugins,
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.device.token({ grant_type: grant, device_code: v.code, client_id: 'tv' }),
    },
    {
      does: 'looks, approves, approves again',
      jar: 'ann',
      plugins,
      client: async (/** @type {any} */ c, /** @type {any} */ v) => [
        await c.device({ query: { user_code: v.user } }),
        await c.device.approve({ userCode: v.user }),
        await c.device.approve({ userCode: v.user }),
        await c.device.deny({ userCode: v.user }),
      ],
    },
    {
      does: 'approves without a session',
      plugins,
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.device.approve({ userCode: v.user }),
    },
    rested('waits'),
    {
      does: 'gets the token',
      plugins,
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.device.token({ grant_type: grant, device_code: v.code, client_id: 'tv' }),
    },
  ],
};
