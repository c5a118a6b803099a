import { AsyncLocalStorage } from 'node:async_hooks';
import { create, get } from './authenticator.mjs';

/** The device at hand, or the error that the ceremony ends with. @type {AsyncLocalStorage<string | Error>} */
const atHand = new AsyncLocalStorage();

/** How many steps use the browser's API right now; without any it is not there. */
let users = 0;

/**
 * Runs what calls `navigator.credentials` with a device at hand.
 * @template T
 * @param {string | Error} device its name; an error is what the person made of the ceremony
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function withDevice(device, run) {
  if (users++ === 0) Object.assign(globalThis, { PublicKeyCredential: class {}, navigator: { credentials } });
  try {
    return await atHand.run(device, run);
  } finally {
    if (--users === 0)
      for (const name of ['PublicKeyCredential', 'navigator']) delete (/** @type {any} */ (globalThis)[name]);
  }
}

const credentials = {
  create: async (/** @type {any} */ { publicKey }) => {
    const options = { challenge: encode(publicKey.challenge), rp: publicKey.rp };
    const made = create(device(), options);
    return {
      ...credential(made),
      response: {
        attestationObject: decode(made.response.attestationObject),
        clientDataJSON: decode(made.response.clientDataJSON),
        getTransports: () => made.response.transports,
      },
    };
  },
  get: async (/** @type {any} */ { publicKey }) => {
    const options = { challenge: encode(publicKey.challenge), rpId: publicKey.rpId };
    const made = get(device(), options);
    return {
      ...credential(made),
      response: {
        authenticatorData: decode(made.response.authenticatorData),
        clientDataJSON: decode(made.response.clientDataJSON),
        signature: decode(made.response.signature),
      },
    };
  },
};

function device() {
  const found = atHand.getStore();
  if (typeof found === 'string') return found;
  throw found ?? new Error('no device is at hand');
}

/** @param {{id: string, rawId: string, type: string}} made */
const credential = ({ id, rawId, type }) => ({
  id,
  rawId: decode(rawId),
  type,
  authenticatorAttachment: 'platform',
  getClientExtensionResults: () => ({ credProps: { rk: true } }),
});

/** @param {ArrayBuffer} buffer */
const encode = (buffer) => Buffer.from(buffer).toString('base64url');

/** @param {string} value @returns {ArrayBuffer} */
const decode = (value) => Uint8Array.from(Buffer.from(value, 'base64url')).buffer;
