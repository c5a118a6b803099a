import { describe, expect, it } from 'vitest';
import { attempt, explainCode } from './auth-errors';

function refused(
  error: { code?: string; message?: string; status: number },
  headers: Record<string, string> = {},
) {
  return attempt(async ({ onError }) => {
    onError({ response: new Response(null, { status: error.status, headers }) });
    return { data: null, error };
  });
}

describe('attempt', () => {
  it('passes success on', async () => {
    expect(await attempt(async () => ({ data: 7, error: null }))).toEqual({ data: 7 });
  });

  it.each([
    [{ status: 401, code: 'INVALID_EMAIL_OR_PASSWORD' }, 'form', /not right/],
    [{ status: 422, code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL' }, 'email', /already an account/],
    [{ status: 400, code: 'PASSWORD_TOO_SHORT' }, 'password', /too short/],
    [{ status: 400, code: 'PASSWORD_COMPROMISED' }, 'password', /another one/],
    [{ status: 400, code: 'ORGANIZATION_ALREADY_EXISTS' }, 'slug', /short name is taken/],
    [
      { status: 400, message: '[body.email] Invalid email address; more' },
      'email',
      /^Invalid email address\.$/,
    ],
    [{ status: 400, message: '[body.newPassword] Too small' }, 'password', /^Too small\.$/],
    [{ status: 500, code: 'X', message: 'pq: secret detail' }, 'form', /^Something went wrong on our side/],
    [{ status: 403 }, 'form', /^That did not work/],
  ])('explains %j', async (error, field, message) => {
    const { refusal } = await refused(error);
    expect(refusal?.field).toBe(field);
    expect(refusal?.message).toMatch(message);
  });

  it('says how long to wait', async () => {
    const error = { status: 429, message: 'Too many requests. Please try again later.' };
    expect((await refused(error, { 'X-Retry-After': '7' })).refusal?.message).toContain('in 7 seconds');
    expect((await refused(error, { 'X-Retry-After': '1' })).refusal?.message).toContain('in one second');
    expect((await refused(error)).refusal?.message).toContain('Wait a little');
  });

  it('takes an exception for a network that is away', async () => {
    const { refusal } = await attempt(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(refusal?.code).toBe('NETWORK');
  });
});

describe('explainCode', () => {
  it('knows the codes of links and providers and never repeats an unknown one', () => {
    expect(explainCode('INVALID_TOKEN')).toMatch(/not valid/);
    expect(explainCode('invalid_token')).toMatch(/not valid/);
    expect(explainCode('access_denied')).toMatch(/not allowed/);
    expect(explainCode('call 555-0199 now')).not.toContain('555');
    expect(explainCode('__proto__')).toMatch(/try again/);
  });
});
