/** What the OpenID provider remembers, in memory and for one run. */
export class Store {
  /** @type {Map<string, any>} */
  static #entries = new Map();

  /** @param {string} kind of thing, such as AccessToken */
  constructor(kind) {
    this.kind = kind;
  }

  /** @param {string} id @param {any} payload */
  async upsert(id, payload) {
    Store.#entries.set(`${this.kind}:${id}`, payload);
  }

  /** @param {string} id */
  async find(id) {
    return Store.#entries.get(`${this.kind}:${id}`);
  }

  /** @param {string} uid */
  async findByUid(uid) {
    return this.#first((payload) => payload.uid === uid);
  }

  /** @param {string} userCode */
  async findByUserCode(userCode) {
    return this.#first((payload) => payload.userCode === userCode);
  }

  /** @param {string} id */
  async consume(id) {
    const payload = await this.find(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  /** @param {string} id */
  async destroy(id) {
    Store.#entries.delete(`${this.kind}:${id}`);
  }

  /** @param {string} grantId */
  async revokeByGrantId(grantId) {
    for (const [key, payload] of Store.#entries) if (payload.grantId === grantId) Store.#entries.delete(key);
  }

  /** @param {(payload: any) => boolean} wanted */
  #first(wanted) {
    for (const [key, payload] of Store.#entries) {
      if (key.startsWith(`${this.kind}:`) && wanted(payload)) return payload;
    }
    return undefined;
  }
}
