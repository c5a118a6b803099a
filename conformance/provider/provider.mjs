import { createServer } from 'node:http';
import { createHash, randomBytes } from 'node:crypto';
import { idToken } from './id-token.mjs';

/**
 * An OAuth provider in the runner's own process, shared by all sides so that its URL is the same for each.
 * It speaks the shape of GitLab (token endpoint, `/api/v4/user`) and issues ID tokens; consent is given by
 * the scenario, and every request a server makes is kept with the authorization it belongs to.
 *
 * @typedef {{
 *   callback: string,
 *   code: string,
 *   user: Record<string, any>,
 *   expiresIn?: number,
 *   scope?: string,
 *   refresh?: boolean,
 *   tokenError?: string,
 *   refreshError?: string,
 *   count: number,
 *   parameters: Record<string, string>,
 *   requests: {path: string, method: string, type?: string, authorization?: string, body: string}[],
 * }} Grant
 */

/** Members of a grant a scenario may choose: how long tokens live, what goes wrong. */
const choices = ['expiresIn', 'scope', 'refresh', 'tokenError', 'refreshError', 'state'];

export class Provider {
  /** @type {Map<string, Grant>} by code, access token and refresh token */
  #grants = new Map();
  /** @type {import('node:http').Server} */
  #server;
  url = '';

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request).then(
        ({ status, body }) => {
          typeof body === 'string'
            ? response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
            : response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        },
        (cause) => response.writeHead(500).end(String(cause)),
      );
    });
  }

  /** @returns {Promise<void>} */
  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        this.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
        resolve();
      });
    });
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /**
   * @param {string} url the authorize URL a server produced
   * @param {{user: Record<string, any>, error?: string} & Record<string, any>} decision
   * @returns {Grant}
   */
  authorize(url, { user, error, ...chosen }) {
    for (const key of Object.keys(chosen)) {
      if (!choices.includes(key)) throw new Error(`a grant has no member ${key}`);
    }
    const parameters = Object.fromEntries(new URL(url).searchParams);
    const code = `code${randomBytes(14).toString('hex')}`;
    const callback = new URL(parameters.redirect_uri);
    if (error) {
      callback.searchParams.set('error', error);
      callback.searchParams.set('error_description', 'The person said no');
    } else {
      callback.searchParams.set('code', code);
    }
    callback.searchParams.set('state', chosen.state ?? parameters.state);
    /** @type {Grant} */
    const grant = { code, callback: callback.href, user, parameters, count: 0, requests: [], ...chosen };
    this.#grants.set(code, grant);
    return grant;
  }

  /** @param {import('node:http').IncomingMessage} request */
  async #serve(request) {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = new URL(request.url ?? '/', this.url).pathname;
    if (path === '/siteverify') return captchaVerdict(request, body);
    if (path.startsWith('/range/')) return breaches(path);
    const { authorization } = request.headers;
    const form = new URLSearchParams(body);
    const key =
      form.get('code') ?? form.get('refresh_token') ?? authorization?.replace(/^Bearer /i, '') ?? '';
    const grant = this.#grants.get(key);
    grant?.requests.push({
      method: request.method ?? '',
      path,
      type: request.headers['content-type'],
      authorization,
      body,
    });
    if (!grant) return { status: 401, body: { error: 'invalid_grant' } };
    if (path.endsWith('/token')) return this.#token(grant, form);
    if (path === '/api/v4/user') return { status: 200, body: grant.user };
    return { status: 404, body: { error: 'not_found' } };
  }

  /** @param {Grant} grant @param {URLSearchParams} form */
  #token(grant, form) {
    const failure = form.get('grant_type') === 'refresh_token' ? grant.refreshError : grant.tokenError;
    if (failure) return { status: 400, body: { error: failure } };
    grant.count += 1;
    const mark = `${grant.count}${randomBytes(12).toString('hex')}Q`;
    const access = `access${mark}`;
    const refresh = `refresh${mark}`;
    this.#grants.set(access, grant).set(refresh, grant);
    const openid = (grant.parameters.scope ?? '').split(' ').includes('openid');
    return {
      status: 200,
      body: {
        access_token: access,
        token_type: 'Bearer',
        ...(grant.expiresIn !== 0 && { expires_in: grant.expiresIn ?? 7200 }),
        ...(grant.refresh !== false && { refresh_token: refresh }),
        ...(openid && { id_token: idToken(grant.user, this.url, grant.parameters) }),
        scope: grant.scope ?? grant.parameters.scope,
      },
    };
  }
}

/**
 * A captcha service: the response of the widget says what it answers.
 * @param {import('node:http').IncomingMessage} request
 * @param {string} body JSON or a form
 */
function captchaVerdict(request, body) {
  const json = request.headers['content-type']?.startsWith('application/json');
  const asked = json ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  if (asked.secret !== 'captcha-secret') return { status: 200, body: { success: false } };
  const [verdict, action, hostname] = String(asked.response).split(':');
  if (verdict === 'broken') return { status: 500, body: { error: 'broken' } };
  if (verdict === 'silent') return { status: 200, body: '' };
  const score = verdict === 'low' ? 0.2 : 0.9;
  return { status: 200, body: { success: verdict !== 'bad', score, action, hostname } };
}

/** Passwords that the service of known passwords has something to say about. @type {Record<string, {status?: number, count: string}>} */
const known = {
  'known to everybody': { count: '37' },
  'known as padding': { count: '0' },
  'known confusingly': { count: 'many' },
  'known no more': { status: 503, count: '' },
};

/** Have I Been Pwned: what it knows about digests that begin so. @param {string} path */
function breaches(path) {
  for (const [password, { status = 200, count }] of Object.entries(known)) {
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
    if (path !== `/range/${digest.slice(0, 5)}`) continue;
    return { status, body: `${'0'.repeat(35)}:2\r\n${digest.slice(5)}:${count}\r\n` };
  }
  return { status: 200, body: `${'0'.repeat(35)}:2` };
}
