import type { Page } from '@playwright/test';
import { expect, newPerson, test } from './fixtures';

/** Passkeys as a browser makes them, against the service itself: no page of the site takes part but for its origin. */

/** An authenticator in the browser that has verified its owner and agrees to everything. */
async function plugAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

interface Answer {
  status: number;
  body: unknown;
}

/** Posts JSON from the page; the browser adds cookies and origin. */
function post(page: Page, path: string, body: unknown): Promise<Answer> {
  return page.evaluate(
    async ([target, text]) => {
      const reply = await fetch(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      });
      return { status: reply.status, body: (await reply.json()) as unknown };
    },
    [`/api/auth${path}`, JSON.stringify(body)] as const,
  );
}

/** A whole ceremony: options from the server, the browser's part, and the answer to what it has made. */
function ceremony(page: Page, kind: 'create' | 'get'): Promise<Answer> {
  return page.evaluate(async (how) => {
    const [begin, end] =
      how === 'create'
        ? ['generate-register-options', 'verify-registration']
        : ['generate-authenticate-options', 'verify-authentication'];
    const options: unknown = await (await fetch(`/api/auth/passkey/${begin}`)).json();
    const api = PublicKeyCredential;
    const credential = (
      how === 'create'
        ? await navigator.credentials.create({
            publicKey: api.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
          })
        : await navigator.credentials.get({
            publicKey: api.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
          })
    ) as PublicKeyCredential;
    const reply = await fetch(`/api/auth/passkey/${end}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response: credential.toJSON() as unknown }),
    });
    return { status: reply.status, body: (await reply.json()) as unknown };
  }, kind);
}

test('a browser adds a passkey, and signs in with it', async ({ page }) => {
  await page.goto('/');
  await plugAuthenticator(page);
  const person = newPerson();
  expect((await post(page, '/sign-up/email', person)).status).toBe(200);

  const added = await ceremony(page, 'create');
  expect(added).toMatchObject({ status: 200, body: { transports: 'internal', backedUp: false } });
  const mails = async () => (await page.request.get('/dev/mail?format=json')).text();
  await expect.poll(mails).toContain('passkey');

  expect((await post(page, '/sign-out', {})).status).toBe(200);
  for (const counted of [1, 2]) {
    const entered = await ceremony(page, 'get');
    expect(entered, `sign-in ${counted}`).toMatchObject({
      status: 200,
      body: { user: { email: person.email } },
    });
    expect((await post(page, '/sign-out', {})).status).toBe(200);
  }
});
