import { noticed } from './noticed.mjs';
import { capture, fill } from './variables.mjs';

/**
 * Steps that look behind the protocol: mails, rows, the provider's log, time travel, cookies.
 * @typedef {import('./stage.mjs').Stage} Stage
 * @typedef {import('./scenario.mjs').Step} Step
 */

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The mails an address has received so far. Waits for the wanted number, because a server may send from an
 * outbox. For none and for `any` it waits until none is under way; and for none a moment longer, because a mail that should
 * not come may be late.
 * @param {Stage} stage @param {Step} step
 */
export async function playMail(stage, step) {
  const to = fill(step.mail, stage.variables);
  const any = step.count === 'any';
  const wanted = any ? 0 : (step.count ?? 1);
  const deadline = Date.now() + (wanted === 0 ? 5_000 : 60_000);
  if (wanted === 0 && !any) await sleep(150);
  let mails = await received(stage, to);
  while (Date.now() < deadline && (wanted === 0 ? await underWay(stage) : mails.length < wanted)) {
    await sleep(25);
    mails = await received(stage, to);
  }
  if (wanted === 0) mails = await received(stage, to);
  const last = mails.at(-1);
  capture(step.capture, { ...last, mails }, stage.variables);
  const unexpected =
    any || mails.length === wanted ? undefined : `expected ${wanted} mails, got ${mails.length}`;
  return { mails, unexpected };
}

/** Whether a mail waits in the outbox; the reference has none. @param {Stage} stage */
async function underWay({ side, profile }) {
  if (side.name === 'reference') return false;
  return !profile.database || (await side.database.all('outgoingMessage')).length > 0;
}

/** @param {Stage} stage @param {string} to */
async function received({ side }, to) {
  const mails = await side.mails();
  return mails.filter((mail) => mail.to === to).map((mail) => ({ to, url: mail.url, otp: mail.otp }));
}

/** @param {Stage} stage @param {Step} step */
export async function playRows(stage, step) {
  const where = fill(step.where, stage.variables);
  const rows = await stage.side.database.rows(step.rows, where, step.order ?? 'createdAt');
  capture(step.capture, { rows }, stage.variables);
  return { rows: rows.map(comparableRow) };
}

/** All rows of all tables that belong to the protocol. @param {Stage} stage */
export async function playTables({ side }) {
  const names = (await side.database.tables()).filter((name) => !ownTables.has(name)).sort();
  /** @type {Record<string, any[]>} */
  const tables = {};
  for (const name of names) tables[name] = (await side.database.all(name)).map(comparableRow);
  return { tables };
}

/** What Lyceum keeps for itself beside the tables of the reference. */
const ownTables = new Set(['auditLog', 'outgoingMessage', 'lyceum_count']);

/** SQLite keeps booleans as 0 and 1, and has no column order worth comparing. @param {Record<string, any>} row */
function comparableRow(row) {
  const names = Object.keys(row).sort();
  return Object.fromEntries(
    names.map((name) => {
      const value = row[name];
      if (value instanceof Date) return [name, value.toISOString()];
      // PostgreSQL's driver hands out a bigint as text.
      if (typeof value === 'string' && /^\d{13}$/.test(value)) return [name, Number(value)];
      // PostgreSQL's driver reads JSON columns.
      if (typeof value === 'object' && value !== null) return [name, JSON.stringify(value)];
      return [name, typeof value === 'boolean' ? Number(value) : value];
    }),
  );
}

/** @param {Stage} stage @param {Step} step */
export async function playUpdate(stage, step) {
  const set = moments(fill(step.set, stage.variables));
  const changed = await stage.side.database.update(step.update, set, fill(step.where, stage.variables));
  await noticed();
  return { changed };
}

/** @param {Stage} stage @param {Step} step */
export async function playRemove(stage, step) {
  const removed = await stage.side.database.remove(step.remove, fill(step.where, stage.variables));
  await noticed();
  return { removed };
}

/** What lies under a key of secondary storage. @param {Stage} stage @param {Step} step */
export async function playStored(stage, step) {
  if (!stage.side.storage) throw new Error('the profile has no secondary storage');
  const stored = await stage.side.storage.read(fill(step.stored, stage.variables));
  capture(step.capture, { stored }, stage.variables);
  return { stored };
}

/** @param {Stage} stage @param {Step} step */
export async function playForget(stage, step) {
  return { removed: await stage.side.storage?.remove(fill(step.forget, stage.variables)) };
}

/** `{ago: seconds}` and `{ahead: seconds}` become dates. @param {Record<string, any>} row */
function moments(row) {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (typeof value?.ago === 'number') return [column, new Date(Date.now() - value.ago * 1000)];
      if (typeof value?.ahead === 'number') return [column, new Date(Date.now() + value.ahead * 1000)];
      return [column, value];
    }),
  );
}

/**
 * A person agrees (or refuses) at the provider: the authorize URL becomes the callback URL.
 * @param {Stage} stage @param {Step} step
 */
export async function playAuthorize(stage, step) {
  const url = fill(step.authorize, stage.variables);
  const provider = url.startsWith(stage.openID.url) ? stage.openID : stage.provider;
  const grant = await provider.authorize(url, {
    user: fill(step.as ?? {}, stage.variables),
    error: step.deny,
    ...fill(step.grant ?? {}, stage.variables),
  });
  stage.grants.push(grant);
  capture(step.capture ?? { callback: 'callback' }, grant, stage.variables);
  return {};
}

/** What the server under test asked of the provider. @param {Stage} stage */
export async function playProvider(stage) {
  return { provider: stage.grants.flatMap((grant) => grant.requests) };
}

/** @param {Stage} stage @param {Step} step */
export async function playCookies(stage, step) {
  const changes = Object.entries(step.cookies).map(([name, change]) => [
    name,
    typeof change === 'string' ? fill(change, stage.variables) : change,
  ]);
  stage.jar(step.jar).change(Object.fromEntries(changes));
  return {};
}

/** @param {Stage} stage @param {Step} step */
export async function playLet(stage, step) {
  for (const [name, make] of Object.entries(step.let)) {
    stage.variables[name] = fill(make, stage.variables);
  }
  return {};
}

/** @param {Stage} _ @param {Step} step */
export async function playPause(_, step) {
  await sleep(step.pause);
  return {};
}

/** The server ends and another begins, with the same settings. @param {Stage} stage */
export async function playRestart(stage) {
  await stage.side.restart();
  return {};
}
