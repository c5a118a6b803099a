import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const requestToken = vi.fn<() => Promise<unknown>>();
const refreshSession = vi.fn();
vi.mock('./auth-client', () => ({
  authClient: { token: () => requestToken() },
  refreshSession: () => void refreshSession(),
}));

const fetched = vi.fn<typeof fetch>();

/** A fresh module each time: it keeps the token. */
async function load() {
  vi.resetModules();
  return import('./api');
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

function token(mark: string): string {
  return `h.${Buffer.from(JSON.stringify({ iat: 0, exp: 900 })).toString('base64url')}.${mark}`;
}

function sentTokens(): (string | null)[] {
  return fetched.mock.calls.map(([, init]) => new Headers(init?.headers).get('Authorization'));
}

beforeEach(() => {
  vi.stubGlobal('fetch', fetched);
});

afterEach(() => {
  vi.resetAllMocks();
  vi.unstubAllGlobals();
});

describe('api', () => {
  it('asks as a visitor without a token', async () => {
    const { api, identifyReader } = await load();
    identifyReader(null);
    fetched.mockResolvedValueOnce(json(200, { title: 'Book' }));
    expect(await api('/api/course')).toEqual({ title: 'Book' });
    expect(sentTokens()).toEqual([null]);
    expect(requestToken).not.toHaveBeenCalled();
  });

  it('replaces a refused token once', async () => {
    const { api, identifyReader } = await load();
    identifyReader('ada');
    requestToken.mockResolvedValueOnce({ data: { token: token('old') } });
    requestToken.mockResolvedValueOnce({ data: { token: token('new') } });
    fetched.mockResolvedValueOnce(json(401, { code: 'TOKEN_EXPIRED', message: 'Old.' }));
    fetched.mockResolvedValueOnce(json(200, { ok: true }));
    expect(await api('/api/progress', { method: 'PUT', body: { lesson: 'x' } })).toEqual({ ok: true });
    expect(sentTokens()).toEqual([`Bearer ${token('old')}`, `Bearer ${token('new')}`]);
    expect(fetched.mock.calls[1]?.[1]?.body).toBe('{"lesson":"x"}');
  });

  it('gives up when the new token is refused, too', async () => {
    const { api, identifyReader } = await load();
    identifyReader('ada');
    requestToken.mockResolvedValueOnce({ data: { token: token('1') } });
    requestToken.mockResolvedValueOnce({ data: { token: token('2') } });
    fetched.mockImplementation(async () => json(401, { code: 'UNAUTHORIZED', message: 'No.' }));
    await expect(api('/api/me')).rejects.toMatchObject({ code: 'UNAUTHORIZED', status: 401, message: 'No.' });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('lets the page find out that the session has ended', async () => {
    const { api, identifyReader } = await load();
    identifyReader('ada');
    requestToken.mockResolvedValueOnce({ data: null, error: { status: 401 } });
    fetched.mockResolvedValueOnce(json(401, { code: 'UNAUTHORIZED', message: 'Sign in.' }));
    await expect(api('/api/me')).rejects.toMatchObject({ status: 401 });
    expect(refreshSession).toHaveBeenCalledOnce();
    expect(sentTokens()).toEqual([null]);
  });

  it('does not act as a visitor when the auth service is away', async () => {
    const { api, identifyReader } = await load();
    identifyReader('ada');
    requestToken.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(api('/api/me')).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
    expect(fetched).not.toHaveBeenCalled();
  });

  it('turns whatever comes back into an error with a code', async () => {
    const { api, identifyReader } = await load();
    identifyReader(null);
    fetched.mockResolvedValueOnce(new Response('<html>', { status: 502 }));
    await expect(api('/x')).rejects.toMatchObject({ name: 'ApiError', code: 'HTTP_502', status: 502 });
    fetched.mockResolvedValueOnce(json(500, { code: 3, message: null }));
    await expect(api('/x')).rejects.toMatchObject({ code: 'HTTP_500' });
    fetched.mockResolvedValueOnce(new Response('<html>', { status: 200 }));
    await expect(api('/x')).rejects.toMatchObject({ code: 'BAD_REPLY' });
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(api('/x')).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
    fetched.mockResolvedValueOnce(new Response(null, { status: 204 }));
    expect(await api('/x')).toBeUndefined();
  });

  it('passes an abort on as what it is', async () => {
    const { api, identifyReader } = await load();
    identifyReader(null);
    const stop = new AbortController();
    fetched.mockImplementationOnce(async () => {
      stop.abort();
      throw stop.signal.reason;
    });
    await expect(api('/x', { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(api('/x', { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});
