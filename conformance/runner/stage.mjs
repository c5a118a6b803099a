import { Jar } from './jar.mjs';
import { noticed } from './noticed.mjs';
import { people } from './variables.mjs';

/** @typedef {{provider: import('../provider/provider.mjs').Provider, openID: import('../provider/oidc.mjs').OpenID}} Providers */

/** One scenario on one side: everything a step may read or change. */
export class Stage {
  /** @type {Map<string, Jar>} */
  #jars = new Map();

  /**
   * @param {import('./scenario.mjs').Scenario} scenario
   * @param {import('./profile.mjs').Profile} profile
   * @param {import('../targets/target.mjs').Side} side
   * @param {Providers} providers
   */
  constructor(scenario, profile, side, { provider, openID }) {
    this.scenario = scenario;
    this.profile = profile;
    this.side = side;
    this.provider = provider;
    this.openID = openID;
    /** The servers of a scenario that plays two together. @type {Record<string, import('../targets/target.mjs').Side>} */
    this.cast = {};
    this.variables = people(scenario.id);
    this.startedAt = Date.now();
    /** Authorizations of the provider that belong to this stage. @type {{requests: any[]}[]} */
    this.grants = [];
  }

  /**
   * Where two servers share a database, each step says which one it asks.
   * What one has changed holds on the other when the time to notice it has passed.
   * @param {string | undefined} name
   */
  async turnTo(name) {
    if (!name || this.side === this.cast[name]) return;
    this.side = this.cast[name];
    await noticed();
  }

  /** @param {string} name */
  jar(name) {
    let jar = this.#jars.get(name);
    if (!jar) this.#jars.set(name, (jar = new Jar()));
    return jar;
  }
}
