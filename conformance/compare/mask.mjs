import { Moment, momentOf } from './moment.mjs';
import { openCompact, openJWE, openJWT, openSigned } from './sealed.mjs';
import { Wait } from './wait.mjs';

/**
 * Replaces what must differ between two servers by placeholders, on one side of one scenario. A value keeps
 * its placeholder wherever it appears again, so relations are compared: that the token of the body is the one
 * in the cookie, that a session's userId is the user's id, that a token changed or stayed.
 */
export class Mask {
  /** @type {Map<string, string>} value → placeholder */
  #names = new Map();
  /** @type {Map<string, number>} */
  #counts = new Map();
  /** Public keys of the side, for JWTs it signs. @type {any[]} */
  keys = [];

  /** Seconds between the start of the scenario and the reply that is looked at. */
  played = 0;

  /** What placeholders begin to be counted from, before the number. */
  #turn = '';

  /** @param {{secret: string, startedAt: number}} known */
  constructor({ secret, startedAt }) {
    this.secret = secret;
    this.startedAt = startedAt;
  }

  /** Counts from one again, so that a step in which sides differ does not make all that follow differ. @param {number} step */
  turnTo(step) {
    this.#turn = `${step}.`;
    this.#counts.clear();
  }

  /** Whether names are only looked up. */
  #sketching = false;

  /** What is known of a value already, as a text to sort by: no moments, nothing that gets a name here first. @param {any} value */
  sketch(value) {
    this.#sketching = true;
    const known = JSON.stringify(this.value(value), (_, item) =>
      item instanceof Moment || item instanceof Wait ? 0 : item,
    );
    this.#sketching = false;
    return known;
  }

  /**
   * @param {any} value JSON
   * @returns {any} the same tree with moments and placeholders
   */
  value(value) {
    const moment = momentOf(value, this.startedAt);
    if (moment) return moment;
    if (typeof value === 'string') return this.string(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.kty === 'string') return this.#publicKey(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        this.#names.get(key) ?? key,
        key === 'backupCodes' ? this.#backups(item) : (this.#beginning(value, key, item) ?? this.value(item)),
      ]),
    );
  }

  /** Backup codes keep their form. @param {any} codes a list, or the text of a column @returns {any} */
  #backups(codes) {
    if (typeof codes === 'string' && codes.startsWith('[')) return { json: this.#backups(JSON.parse(codes)) };
    if (!Array.isArray(codes)) return this.value(codes);
    return codes.map((code) =>
      /^[A-Za-z0-9]+-[A-Za-z0-9]+$/.test(code) ? this.#name(`backup${code.length}`, code) : this.value(code),
    );
  }

  /** @param {string} text @returns {any} */
  string(text) {
    return (
      momentOf(text, this.startedAt) ??
      this.#sealed(text) ??
      this.#url(text) ??
      this.#json(text) ??
      this.#plain(text)
    );
  }

  /** @param {string} text */
  #sealed(text) {
    const jwt = openJWT(text, this.secret, this.keys);
    if (jwt)
      return { jwt: this.value(jwt.header), claims: this.value(jwt.payload), signature: jwt.signature };
    const jwe = openJWE(text, this.secret);
    if (jwe) return { jwe: jwe.header, salt: jwe.salt, claims: this.value(jwe.payload) };
    const compact = openCompact(text, this.secret);
    if (compact) return { compact: this.value(compact) };
    const signed = openSigned(text, this.secret);
    return signed && { signed: this.string(signed.value), signature: signed.signature };
  }

  /** A URL is compared by its parts, because tokens and further URLs stand in its query. @param {string} text */
  #url(text) {
    const found = /^((?:https?:\/\/|\/)[^?#\s]*)\?([^#\s]*)(#\S*)?$/.exec(text);
    if (!found) return undefined;
    const [, base, query, hash] = found;
    const parameters = query.split('&').map((pair) => {
      const [name, ...rest] = pair.split('=');
      return [name, this.#parameter(rest.join('='))];
    });
    return { url: this.#plain(base), query: parameters, ...(hash && { hash }) };
  }

  /** Decoded to look inside; how it was encoded stays part of the comparison. @param {string} raw */
  #parameter(raw) {
    let text;
    try {
      text = decodeURIComponent(raw.replaceAll('+', ' '));
    } catch {
      return this.#plain(raw);
    }
    const inner = this.string(text);
    if (inner === text) return raw;
    return { inner, encoded: raw !== text };
  }

  /** Text columns that hold a JSON document. @param {string} text */
  #json(text) {
    if (!/^[{[].*[}\]]$/s.test(text)) return undefined;
    try {
      return { json: this.value(JSON.parse(text)) };
    } catch {
      return undefined;
    }
  }

  /**
   * The first characters of an API key, and how many milliseconds it has to wait.
   * @param {any} object @param {string} key @param {any} item
   */
  #beginning(object, key, item) {
    if (key === 'start' && 'referenceId' in object && typeof item === 'string') {
      const prefix = object.prefix ?? '';
      return `${item.slice(0, prefix.length)}‹${item.length} characters›`;
    }
    return key === 'tryAgainIn' && typeof item === 'number' ? new Wait(item / 1000, this.played) : undefined;
  }

  /** @param {any} jwk */
  #publicKey(jwk) {
    return Object.fromEntries(
      Object.entries(jwk).map(([key, item]) => {
        const material = ['x', 'y', 'n'].includes(key) && typeof item === 'string';
        return [key, material ? `‹${item.length} characters›` : this.value(item)];
      }),
    );
  }

  /** @param {string} text */
  #plain(text) {
    return (
      text
        .replace(/(?<=^otpauth:.*[?&]secret=)[A-Z2-7]{16,}/, (secret) =>
          this.#name(`base32-${secret.length}`, secret),
        )
        .replace(/^\d{6}(?:\d\d)?(?=$|:\d+$)/, (code) => this.#name('code', code))
        // What devices show to their users: no I, no O, no 0, no 1.
        .replace(/^(?:[A-HJ-NP-Z2-9]{4}){2,3}$/, (code) => this.#name('user code', code))
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uuid) => this.#name('uuid', uuid))
        .replace(
          /(delete-account-|(?<![A-Za-z0-9_-])[a-z_]{1,20}_multi-|temp-)?([A-Za-z0-9_-]{20,})/g,
          (run, prefix = '', rest = run) =>
            this.#names.has(run) || !prefix ? this.#token(run) : prefix + this.#token(rest),
        )
    );
  }

  /** Random values mix cases or digits; words of the protocol (`INVALID_EMAIL_OR_PASSWORD`) do not. @param {string} run */
  #token(run) {
    if (this.#names.has(run)) return this.#names.get(run) ?? run;
    // The numbers of an RSA key are now and then a digit shorter.
    if (/^[0-9a-f]{2000,}$/.test(run)) return this.#name('hex of a long key', run);
    if (/^[0-9a-f]{32,}$/.test(run)) return this.#name(`hex${run.length}`, run);
    const random = /[a-z]/.test(run) && /[A-Z0-9]/.test(run) && !/^[a-z]+([-_][a-z0-9]+)+$/.test(run);
    return random ? this.#name(`token${run.length}`, run) : run;
  }

  /** @param {string} kind @param {string} value */
  #name(kind, value) {
    let name = this.#names.get(value);
    if (!name && this.#sketching) return `‹${kind}›`;
    if (!name) {
      const count = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, count);
      this.#names.set(value, (name = `‹${kind} ${this.#turn}${count}›`));
      // Cookies are named after tokens in lower case.
      const lower = value.toLowerCase();
      if (!this.#names.has(lower)) this.#names.set(lower, `${name} in lower case`);
    }
    return name;
  }
}
