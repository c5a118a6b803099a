import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Service } from './server';

/** Who sits at the provider. */
export interface Holder {
  sub: string;
  name: string;
  email: string;
}

export interface Provider extends Service {
  /** Who signs in there next. */
  holder: Holder;
}

interface Grant {
  holder: Holder;
  nonce: string | null;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };

/**
 * An OpenID Connect provider (OpenID Connect Core 1.0, section 3.1) that asks nothing but whether to go on. It stands
 * for those of the world, which tests cannot reach.
 */
export async function startProvider(port: number): Promise<Provider> {
  const url = `http://localhost:${port}`;
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, Grant>();
  const provider: Provider = {
    url,
    holder: { sub: '1', name: 'Nobody', email: 'nobody@example.com' },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    log: () => '',
  };

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    '/.well-known/openid-configuration': (_, response) =>
      json(response, {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${url}/userinfo`,
        jwks_uri: `${url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      }),
    '/jwks': (_, response) => json(response, { keys: [jwk] }),
    '/authorize': (request, response) => {
      const query = new URL(request.url!, url).searchParams;
      const code = randomUUID();
      codes.set(code, { holder: provider.holder, nonce: query.get('nonce') });
      const back = (answer: Record<string, string>) => {
        const target = new URL(query.get('redirect_uri')!);
        target.search = new URLSearchParams({ ...answer, state: query.get('state')! }).toString();
        return target.toString().replaceAll('&', '&amp;');
      };
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(
        `<!doctype html><title>The School</title><link rel="icon" href="data:,"><h1>The School</h1>
        <a href="${back({ code })}">Go on as ${provider.holder.name}</a>
        <a href="${back({ error: 'access_denied' })}">Refuse</a>`,
      );
    },
    '/token': (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const code = new URLSearchParams(body).get('code') ?? '';
        const grant = codes.get(code);
        codes.delete(code);
        if (!grant) {
          json(response, { error: 'invalid_grant' }, 400);
          return;
        }
        const token = randomUUID();
        tokens.set(token, grant);
        json(response, {
          access_token: token,
          token_type: 'Bearer',
          expires_in: 3600,
          id_token: idToken(url, grant),
        });
      });
    },
    '/userinfo': (request, response) => {
      const grant = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
      if (grant) json(response, { ...grant.holder, email_verified: true });
      else json(response, { error: 'invalid_token' }, 401);
    },
  };

  const server = createServer((request, response) => {
    const route = routes[new URL(request.url!, url).pathname];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return provider;
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function idToken(issuer: string, { holder, nonce }: Grant): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { ...holder, email_verified: true, iss: issuer, aud: 'lyceum', iat: now, exp: now + 300 };
  const text = `${part({ alg: 'RS256', kid: 'one' })}.${part({ ...claims, ...(nonce && { nonce }) })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`;
}
