import * as bundled from 'better-auth/plugins';
import { apiKey } from '@better-auth/api-key';
import { passkey } from '@better-auth/passkey';
import { readAccess } from '../runner/access.mjs';
import { pluginSenders } from './senders.mjs';

/** @type {Record<string, (options: any) => any>} */
const separate = { apiKey, passkey };

/** Options that are functions in the reference and plain values in Lyceum's settings. @type {Record<string, (options: any) => any>} */
const asFunctions = {
  // The reference knows one address, Lyceum can be told another.
  haveIBeenPwned: ({ rangeURL, ...rest }) => {
    answerElsewhere('https://api.pwnedpasswords.com/range/', rangeURL);
    return rest;
  },
  jwt: ({ jwt: { claims = null, ...about } = {}, ...rest }) => ({
    ...rest,
    jwt: { ...about, ...(claims && { definePayload: payloadWith(claims) }) },
  }),
  phoneNumber: ({ signUpOnVerification, ...rest }) => ({
    ...rest,
    ...(signUpOnVerification && {
      signUpOnVerification: {
        getTempEmail: (/** @type {string} */ number) =>
          `${number.replace(/^\+/, '')}@${signUpOnVerification.emailDomain}`,
      },
    }),
  }),
};

/** Lets requests to one address reach another. @param {string} from @param {string} to prefixes */
function answerElsewhere(from, to) {
  const { fetch } = globalThis;
  globalThis.fetch = (input, options) => {
    const url = input instanceof Request ? input.url : String(input);
    return fetch(url.startsWith(from) ? to + url.slice(from.length) : input, options);
  };
}

/** What an application writes to have further claims in its tokens. @param {string[]} claims */
function payloadWith(claims) {
  return (/** @type {any} */ { user, session }) => ({
    ...user,
    ...(claims.includes('role') && user.role && { role: user.role }),
    ...(claims.includes('activeOrganization') &&
      session.activeOrganizationId && { activeOrganizationId: session.activeOrganizationId }),
    ...(claims.includes('sessionId') && { sid: session.id }),
  });
}

/**
 * Turns the mapping of a profile (`{jwt: {}, magicLink: {expiresIn: 60}}`) into the list Better Auth expects,
 * in the order of the mapping, because plugin hooks run in that order.
 * @param {Record<string, any>} mapping factory name → options
 * @param {import('./senders.mjs').Collect} collect
 */
export function buildPlugins(mapping, collect) {
  return Object.entries(mapping).map(([name, options]) => {
    const factory = separate[name] ?? /** @type {any} */ (bundled)[name];
    if (typeof factory !== 'function') throw new Error(`the reference has no plugin named ${name}`);
    const senders = /** @type {any} */ (pluginSenders)[name]?.(collect);
    const given = asFunctions[name]?.(readAccess(options)) ?? readAccess(options);
    return factory(senders ? merged(senders, given) : given);
  });
}

/**
 * The options of a profile and the senders, some of which stand in a section that the profile has too.
 * @param {any} senders
 * @param {any} given
 */
function merged(senders, given) {
  const sections = Object.entries(senders).filter(
    ([name, part]) => typeof part === 'object' && typeof given?.[name] === 'object',
  );
  return {
    ...senders,
    ...given,
    ...Object.fromEntries(sections.map(([name, part]) => [name, { ...part, ...given[name] }])),
  };
}
