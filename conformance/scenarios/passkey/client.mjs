import { withDevice } from '../../runner/credentials.mjs';
import { signUp } from '../_people.mjs';
import { deviceOf } from '../_passkey.mjs';

/** An error of the browser. @param {string} name */
const trouble = (name) => Object.assign(new Error('no'), { name });

export default {
  title: 'The official client: passkeys',
  profile: 'passkey',
  steps: [
    signUp('ann'),
    {
      does: 'adds, renames, lists and signs in',
      jar: 'ann',
      plugins: ['passkey'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        withDevice(deviceOf(v, 'ann'), async () => {
          const added = await c.passkey.addPasskey({ name: 'Phone' });
          const listed = await c.$fetch('/passkey/list-user-passkeys');
          const renamed = await c.passkey.updatePasskey({ id: added.data?.id, name: 'My phone' });
          await c.signOut();
          const inside = await c.signIn.passkey();
          return [added, listed, renamed, inside, await c.getSession()];
        }),
    },
    {
      does: 'adds another with all the client can say',
      jar: 'ann',
      plugins: ['passkey'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        withDevice(deviceOf(v, 'ann', 'laptop'), async () => {
          const added = await c.passkey.addPasskey({
            authenticatorAttachment: 'platform',
            context: 'settings',
            createSession: true,
            returnWebAuthnResponse: true,
          });
          return [added.data, added.error, added.webauthn?.clientExtensionResults];
        }),
    },
    {
      does: 'changes her mind',
      jar: 'ann',
      plugins: ['passkey'],
      client: (/** @type {any} */ c) =>
        withDevice(trouble('NotAllowedError'), async () => [
          await c.passkey.addPasskey(),
          await c.signIn.passkey(),
        ]),
    },
    {
      does: 'has the passkey already',
      jar: 'ann',
      plugins: ['passkey'],
      client: (/** @type {any} */ c) =>
        withDevice(trouble('InvalidStateError'), () => c.passkey.addPasskey({ name: 'Phone' })),
    },
    {
      does: 'signs in on an unknown device',
      jar: 'cafe',
      plugins: ['passkey'],
      client: (/** @type {any} */ c) => withDevice('nobody’s', () => c.signIn.passkey()),
    },
    {
      does: 'a stranger adds',
      jar: 'nobody',
      plugins: ['passkey'],
      client: (/** @type {any} */ c) => withDevice('nobody’s', () => c.passkey.addPasskey()),
    },
    {
      does: 'sees the list in a hook',
      jar: 'ann',
      flavour: 'react',
      plugins: ['passkey'],
      client: async (/** @type {any} */ c, /** @type {any} */ v, /** @type {any} */ { hook }) => {
        const list = hook(() => c.useListPasskeys());
        const state = await list.until((/** @type {any} */ s) => !s.isPending);
        const removed = await c.passkey.deletePasskey({ id: state.data?.[0]?.id });
        list.unmount();
        return [state.data?.length, removed];
      },
    },
  ],
};
