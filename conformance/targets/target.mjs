/**
 * A target is a kind of server the scenarios can be played against; a side is one running server of it.
 *
 * @typedef {{to: string, url?: string, otp?: string}} Mail
 *
 * @typedef {{
 *   name: string,
 *   origin: string,
 *   mails: () => Promise<Mail[]>,
 *   database: import('./database.mjs').Database,
 *   storage?: import('./valkey.mjs').Storage,
 *   output: () => string,
 *   restart: () => Promise<void>,
 *   stop: () => Promise<void>,
 * }} Side
 *
 * @typedef {{
 *   name: string,
 *   start: (profile: import('../runner/profile.mjs').Profile, shared?: Shared) => Promise<Side>,
 *   close: () => Promise<void>,
 * }} Target
 *   start: a server on a fresh database (and secondary storage, where the profile has one), or on shared ones
 * @typedef {{database: string, storage?: string}} Shared
 *   URLs of a PostgreSQL database and of secondary storage
 */
export {};
