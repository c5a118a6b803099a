import * as backstage from './backstage.mjs';
import { playClient } from './client.mjs';
import { playRequest } from './request.mjs';
import { isRequest, kindOf } from './scenario.mjs';

/**
 * @typedef {import('./stage.mjs').Stage} Stage
 *
 * What happened in a step on one side. Absent fields were not observed; a step without any is not compared.
 * @typedef {{
 *   does: string,
 *   setup: boolean,
 *   exchanges?: {request: import('./send.mjs').Request, reply: import('./send.mjs').Reply}[],
 *   result?: any,
 *   mails?: any[],
 *   rows?: any[],
 *   tables?: Record<string, any[]>,
 *   stored?: {text: string | null, ttl: number},
 *   provider?: any[],
 *   changed?: number,
 *   removed?: number,
 *   unexpected?: string,
 *   failure?: string,
 * }} Happening
 */

/** @type {Record<string, (stage: Stage, step: import('./scenario.mjs').Step) => Promise<Partial<Happening>>>} */
const players = {
  client: playClient,
  mail: backstage.playMail,
  authorize: backstage.playAuthorize,
  provider: backstage.playProvider,
  rows: backstage.playRows,
  tables: backstage.playTables,
  update: backstage.playUpdate,
  remove: backstage.playRemove,
  stored: backstage.playStored,
  forget: backstage.playForget,
  cookies: backstage.playCookies,
  let: backstage.playLet,
  pause: backstage.playPause,
  restart: backstage.playRestart,
};

/**
 * Plays a scenario on one side, to its end even when a step goes wrong: the comparison tells what did.
 * @param {Stage} stage
 * @param {() => Promise<void>} [meet] waits for the other sides before each step
 * @returns {Promise<Happening[]>}
 */
export async function play(stage, meet) {
  /** @type {Happening[]} */
  const happenings = [];
  for (const step of stage.scenario.steps) {
    await meet?.();
    await stage.turnTo(step.on);
    const kind = kindOf(step);
    const player = isRequest(kind)
      ? (/** @type {Stage} */ s, /** @type {any} */ t) => playRequest(s, t, kind)
      : players[kind];
    const happened = await player(stage, step).catch((cause) => ({
      failure: String(cause?.message ?? cause),
    }));
    happenings.push({ does: step.does, setup: step.setup === true, ...happened });
  }
  return happenings;
}
