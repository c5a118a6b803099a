import { describe, expect, it, vi } from 'vitest';
import { TokenKeeper, lifetime } from './token';

function token(claims: object, mark = ''): string {
  return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s${mark}`;
}

const quarterHour = { iat: 1000, exp: 1900 };

describe('TokenKeeper', () => {
  it('asks nothing for a visitor', async () => {
    const request = vi.fn(async () => token(quarterHour));
    const keeper = new TokenKeeper(request);
    keeper.identify(null);
    expect(await keeper.get()).toBeNull();
    expect(request).not.toHaveBeenCalled();
  });

  it('lets callers wait until the reader is known', async () => {
    const keeper = new TokenKeeper(async () => token(quarterHour));
    const early = keeper.get();
    keeper.identify('ada');
    expect(await early).toBe(token(quarterHour));
  });

  it('shares one request and keeps the token until a minute before its end', async () => {
    let now = 5_000_000; // far from the token's own clock on purpose
    const request = vi.fn(async () => token(quarterHour));
    const keeper = new TokenKeeper(request, () => now);
    keeper.identify('ada');
    await Promise.all([keeper.get(), keeper.get(), keeper.get()]);
    expect(request).toHaveBeenCalledTimes(1);
    now += 840_000 - 1;
    await keeper.get();
    expect(request).toHaveBeenCalledTimes(1);
    now += 1;
    await keeper.get();
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('throws away a token that arrives after the reader has changed', async () => {
    const answers: ((t: string) => void)[] = [];
    const keeper = new TokenKeeper(() => new Promise<string>((resolve) => answers.push(resolve)));
    keeper.identify('ada');
    const asked = keeper.get();
    await Promise.resolve();
    keeper.identify('ben');
    answers[0]!(token(quarterHour, 'ada'));
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]!(token(quarterHour, 'ben'));
    expect(await asked).toBe(token(quarterHour, 'ben'));
  });

  it('gives no token once the reader has signed out meanwhile', async () => {
    let answer: (t: string) => void = () => undefined;
    const keeper = new TokenKeeper(() => new Promise<string>((resolve) => (answer = resolve)));
    keeper.identify('ada');
    const asked = keeper.get();
    await Promise.resolve();
    keeper.identify(null);
    answer(token(quarterHour));
    expect(await asked).toBeNull();
  });

  it('drops a refused token once, not the one that replaced it', async () => {
    let count = 0;
    const keeper = new TokenKeeper(async () => token(quarterHour, String(++count)));
    keeper.identify('ada');
    const refused = (await keeper.get())!;
    keeper.drop(refused);
    const renewed = await keeper.get();
    keeper.drop(refused);
    expect(await keeper.get()).toBe(renewed);
    expect(count).toBe(2);
  });

  it('asks again after a failure', async () => {
    const request = vi.fn(async () => token(quarterHour)).mockRejectedValueOnce(new Error('no network'));
    const keeper = new TokenKeeper(request);
    keeper.identify('ada');
    await expect(keeper.get()).rejects.toThrow('no network');
    expect(await keeper.get()).toBe(token(quarterHour));
  });
});

describe('lifetime', () => {
  it.each(['', 'x', 'a.b.c', token({ exp: 'soon', iat: 1 }), token({ exp: 10 })])('is zero for %j', (t) => {
    expect(lifetime(t)).toBe(0);
  });
});
