import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { selfSigned } from './certificate';

/** GitHub and Google, under their own addresses, as far as signing in needs them. */
export interface Services {
  /** What makes a server on this machine find them. */
  env: Record<string, string>;
  /** Who sits at both. */
  holder: { name: string; email: string };
  /** Makes a browser find their pages. */
  open: (context: BrowserContext) => Promise<void>;
  stop: () => Promise<void>;
}

export const client = { clientId: 'lyceum', clientSecret: 'not a secret of anybody' };

const hosts = ['github.com', 'api.github.com', 'accounts.google.com', 'oauth2.googleapis.com'];

interface Grant {
  holder: Services['holder'];
  challenge: string | null;
  redirect: string | null;
}

interface Answer {
  status: number;
  body: unknown;
}

/** Starts both behind a proxy that leads nowhere else. The folder keeps the certificate. */
export async function startServices(folder: string): Promise<Services> {
  const grants = new Map<string, Grant>();
  const holder = { name: 'Nobody', email: 'nobody@example.com' };
  const { cert, key } = selfSigned(hosts);
  const file = path.join(folder, 'services.pem');
  await writeFile(file, cert);
  const secure = createSecureServer({ cert, key }, (request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const bearer = (request.headers.authorization ?? '').replace(/^\w+ /, '');
      const place = `${request.method} ${request.headers.host}${request.url}`;
      const { status, body } = answer(grants, place, new URLSearchParams(text), bearer);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const proxy = await startProxy(secure);
  const services: Services = {
    env: { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: file },
    holder,
    open: async (context) => {
      await context.route(/^https:\/\/(github\.com|accounts\.google\.com)\//, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: page(grants, services.holder, route.request().url()),
        }),
      );
    },
    stop: proxy.stop,
  };
  return services;
}

/** What a server is answered: a token for a code, and who the token is about. */
function answer(grants: Map<string, Grant>, place: string, form: URLSearchParams, bearer: string): Answer {
  switch (place) {
    case 'POST github.com/login/oauth/access_token': {
      const token = exchange(grants, form);
      // GitHub refuses with status 200.
      if (!token) return { status: 200, body: { error: 'bad_verification_code' } };
      return {
        status: 200,
        body: { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' },
      };
    }
    case 'GET api.github.com/user': {
      const holder = grants.get(bearer)?.holder;
      if (!holder) return { status: 401, body: { message: 'Bad credentials' } };
      return {
        status: 200,
        body: { id: idOf(holder.email), login: 'octocat', name: holder.name, email: null },
      };
    }
    case 'GET api.github.com/user/emails': {
      const email = grants.get(bearer)?.holder.email;
      return { status: 200, body: [{ email, primary: true, verified: true, visibility: null }] };
    }
    case 'POST oauth2.googleapis.com/token': {
      const token = exchange(grants, form);
      if (!token) return { status: 400, body: { error: 'invalid_grant' } };
      const id = idToken(grants.get(token)!.holder);
      return {
        status: 200,
        body: { access_token: token, expires_in: 3599, token_type: 'Bearer', id_token: id },
      };
    }
    default:
      return { status: 404, body: { message: `There is no ${place}.` } };
  }
}

/** A code works once, for the client that it was made for, who knows the verifier (RFC 7636). */
function exchange(grants: Map<string, Grant>, form: URLSearchParams): string | null {
  const code = form.get('code') ?? '';
  const grant = grants.get(code);
  grants.delete(code);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const known =
    form.get('client_id') === client.clientId && form.get('client_secret') === client.clientSecret;
  if (!grant || !known || grant.challenge !== challenge || grant.redirect !== form.get('redirect_uri'))
    return null;
  const token = randomUUID();
  grants.set(token, grant);
  return token;
}

/** What a browser is shown: whether to go on. */
function page(grants: Map<string, Grant>, holder: Services['holder'], address: string): string {
  const { hostname, searchParams: query } = new URL(address);
  const code = randomUUID();
  const redirect = query.get('redirect_uri') ?? '';
  grants.set(code, { holder: { ...holder }, challenge: query.get('code_challenge'), redirect });
  const back = (answers: Record<string, string>) =>
    `${redirect}?${new URLSearchParams({ ...answers, state: query.get('state') ?? '' })}`.replaceAll(
      '&',
      '&amp;',
    );
  const denied = {
    error: 'access_denied',
    error_description: 'The user has denied your application access.',
  };
  return `<!doctype html><title>${hostname}</title><link rel="icon" href="data:,"><h1>Sign in to ${hostname}</h1>
    <a href="${back({ code })}">Go on as ${holder.name}</a> <a href="${back(denied)}">Cancel</a>`;
}

function idToken({ name, email }: Services['holder']): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'https://accounts.google.com', aud: client.clientId, iat: now, exp: now + 3600 };
  const who = { sub: String(idOf(email)), name, email, email_verified: true };
  // It came straight from the token endpoint, so nobody looks at the signature (OpenID Connect Core, section 3.1.3.7).
  return `${part({ alg: 'RS256', kid: 'one' })}.${part({ ...claims, ...who })}.unsigned`;
}

function idOf(email: string): number {
  return createHash('sha256').update(email).digest().readUInt32BE(0);
}

/** A proxy that leads every connection to one server (RFC 9110, section 9.3.6). */
async function startProxy(secure: Server): Promise<{ url: string; stop: () => Promise<void> }> {
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    secure.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      secure.closeAllConnections();
      proxy.close(() => resolve());
      proxy.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, stop };
}
