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
 *   output: () => string,
 *   stop: () => Promise<void>,
 * }} Side
 *
 * @typedef {{
 *   name: string,
 *   start: (profile: import('../runner/profile.mjs').Profile, database?: string) => Promise<Side>,
 *   close: () => Promise<void>,
 * }} Target
 *   start: a server on a fresh database, or on the given PostgreSQL database
 */
export {};
