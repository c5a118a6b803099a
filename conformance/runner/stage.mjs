import { Jar } from './jar.mjs';
import { people } from './variables.mjs';

/** One scenario on one side: everything a step may read or change. */
export class Stage {
  /** @type {Map<string, Jar>} */
  #jars = new Map();

  /**
   * @param {import('./scenario.mjs').Scenario} scenario
   * @param {import('./profile.mjs').Profile} profile
   * @param {import('../targets/target.mjs').Side} side
   * @param {import('../provider/provider.mjs').Provider} provider
   */
  constructor(scenario, profile, side, provider) {
    this.scenario = scenario;
    this.profile = profile;
    this.side = side;
    this.provider = provider;
    this.variables = people(scenario.id);
    this.startedAt = Date.now();
    /** Authorizations of the provider that belong to this stage. @type {import('../provider/provider.mjs').Grant[]} */
    this.grants = [];
  }

  /** @param {string} name */
  jar(name) {
    let jar = this.#jars.get(name);
    if (!jar) this.#jars.set(name, (jar = new Jar()));
    return jar;
  }
}
