import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider as OpenIDProvider } from 'oidc-provider';
import { Store } from './oidc-store.mjs';

/**
 * A real OpenID provider (npm oidc-provider) beside the scripted one. Its pages are answered by the runner: who
 * signs in, and whether they agree, comes from the scenario.
 */
export class OpenID {
  url = '';
  /** @type {Map<string, Record<string, any>>} claims by subject */
  #accounts = new Map();
  /** @type {OpenIDProvider | undefined} */
  #provider;
  #server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) return void this.#interact(request, response);
    this.#provider?.callback()(request, response);
  });

  /** @returns {Promise<void>} */
  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        this.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
        this.#provider = new OpenIDProvider(this.url, this.#settings());
        resolve();
      });
    });
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** @returns {import('oidc-provider').Configuration} */
  #settings() {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = /** @type {any} */ (privateKey.export({ format: 'jwk' }));
    return {
      adapter: Store,
      clients: [
        {
          client_id: 'lyceum',
          client_secret: 'openid secret',
          redirect_uris: ['openid', 'required', 'unbound'].map(
            (id) => `http://localhost:3000/api/auth/callback/${id}`,
          ),
          grant_types: ['authorization_code', 'refresh_token'],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      jwks: { keys: [{ ...key, kid: 'conformance', use: 'sig', alg: 'RS256' }] },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'picture'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...this.#accounts.get(id) }) }),
      loadExistingGrant: (context) => this.#grant(context),
      issueRefreshToken: async () => true,
      ttl: {
        AccessToken: 3600,
        AuthorizationCode: 60,
        Grant: 3600,
        IdToken: 600,
        Interaction: 600,
        RefreshToken: 3600,
        Session: 3600,
      },
    };
  }

  /** Whoever signs in agrees to everything asked for. @param {any} context */
  async #grant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope(oidc.params.scope);
    await grant.save();
    return grant;
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async #interact(request, response) {
    const { sub, error } = JSON.parse(String(request.headers['x-person'] ?? '{}'));
    const result = error ? { error, error_description: 'The person said no' } : { login: { accountId: sub } };
    await this.#provider?.interactionFinished(request, response, result);
  }

  /**
   * Walks through the provider's pages as a person would.
   * @param {string} url
   * @param {{user: Record<string, any>, error?: string}} decision
   * @returns {Promise<{callback: string, requests: any[]}>}
   */
  async authorize(url, { user, error }) {
    const { sub, ...claims } = user;
    if (sub) this.#accounts.set(sub, claims);
    const target = new URL(url).searchParams.get('redirect_uri') ?? '';
    const person = JSON.stringify({ sub, error });
    /** @type {Map<string, string>} */
    const cookies = new Map();
    let next = url;
    for (let hop = 0; hop < 10 && !next.startsWith(target); hop++) {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const reply = await fetch(next, { redirect: 'manual', headers: { cookie, 'x-person': person } });
      for (const line of reply.headers.getSetCookie()) {
        const [name, ...value] = line.split(';')[0].split('=');
        cookies.set(name, value.join('='));
      }
      const location = reply.headers.get('location');
      if (!location) throw new Error(`the OpenID provider answered ${reply.status}: ${await reply.text()}`);
      next = new URL(location, next).href;
    }
    return { callback: next, requests: [] };
  }
}
