import { authClient, refreshSession } from './auth-client';
import { settings } from './settings';
import { TokenKeeper } from './token';

/** A refusal of the learning API or the assistant, or a failure to reach them (status 0, code `NETWORK`). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Lets the request outlive the page, for small bodies. */
  keepalive?: boolean;
}

const tokens = new TokenKeeper(requestToken);

/** Called by the session provider: whose requests these are. */
export function identifyReader(userId: string | null): void {
  tokens.identify(userId);
}

/**
 * Asks `/api/...` or `/assistant/...` and returns the reply whatever its type, for streams for example. A signed-in
 * reader's request carries a token; if the server refuses it, the request is made once more with a new one.
 *
 * @throws {ApiError} for every reply that is not a success, and when there is none
 * @throws {DOMException} `AbortError` when the signal says so
 */
export async function apiFetch(path: string, request: ApiRequest = {}): Promise<Response> {
  const token = await tokens.get();
  request.signal?.throwIfAborted();
  let reply = await send(path, request, token);
  if (reply.status === 401 && token !== null) {
    tokens.drop(token);
    const renewed = await tokens.get();
    if (renewed !== null && renewed !== token) {
      await reply.body?.cancel();
      reply = await send(path, request, renewed);
    }
  }
  if (!reply.ok) throw await refusal(reply);
  return reply;
}

/** Like `apiFetch`, for JSON. An empty reply gives undefined. */
export async function api<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const reply = await apiFetch(path, request);
  const text = await reply.text();
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError('BAD_REPLY', 'The server sent something unexpected.', reply.status);
  }
}

async function send(path: string, request: ApiRequest, token: string | null): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', ...request.headers });
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  if (request.body !== undefined) headers.set('Content-Type', 'application/json');
  try {
    return await fetch(settings().apiURL + path, {
      method: request.method ?? 'GET',
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      ...(request.signal && { signal: request.signal }),
      ...(request.keepalive && { keepalive: true }),
    });
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new ApiError('NETWORK', 'The server cannot be reached. Check your connection and try again.', 0);
  }
}

async function refusal(reply: Response): Promise<ApiError> {
  const fallback = `The server answered ${reply.status}.`;
  const body = await reply.json().then(
    (json) => json as { code?: unknown; message?: unknown } | null,
    () => null,
  );
  const code = typeof body?.code === 'string' ? body.code : `HTTP_${reply.status}`;
  const message = typeof body?.message === 'string' ? body.message : fallback;
  return new ApiError(code, message, reply.status);
}

/** The token endpoint answers 401 when the session has ended: then the page must learn that, too. */
async function requestToken(): Promise<string | null> {
  const { data, error } = await authClient.token().catch(() => ({ data: null, error: { status: 0 } }));
  if (data) return data.token;
  if (error.status === 401) {
    refreshSession();
    return null;
  }
  throw new ApiError(
    'NETWORK',
    'The sign-in service cannot be reached. Try again in a moment.',
    error.status,
  );
}
