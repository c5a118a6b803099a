import type { Page } from '@playwright/test';
import { expect, mailed, newPerson, otherBrowser, signInButton, test, visit, type Person } from './fixtures';
import { look } from './look';
import { totp } from './totp';

/** Every page and every dialog, with everything switched on that they can show. */
test.use({
  settings: `auth:
  user:
    changeEmail: { enabled: true }
    deleteUser: { enabled: true }
  socialProviders:
    github: { clientId: lyceum, clientSecret: not a secret of anybody }
    google: { clientId: lyceum, clientSecret: not a secret of anybody }
  plugins:
    admin: {}
    access: { permissions: { user: [list, get], audit: [read] }, roles: { librarian: { user: [list, get], audit: [read] } } }
    emailOTP: {}
    multiSession: {}
    organization: { teams: { enabled: true }, dynamicAccessControl: { enabled: true } }
    passkey: {}
    phoneNumber: {}
    twoFactor: {}
    username: {}
`,
});

// Many looks; the time is for machines that do other work at the same time.
test.describe.configure({ timeout: 600_000 });

/** Without a form, as a program would. */
async function post(page: Page, path: string, data: object): Promise<Record<string, unknown>> {
  const { origin } = new URL(page.url());
  const reply = await page.request.post(`/api/auth${path}`, { data, headers: { Origin: origin } });
  expect(reply.ok(), `${path}: ${await reply.text()}`).toBe(true);
  return (await reply.json()) as Record<string, unknown>;
}

async function join(page: Page, name?: string): Promise<Person> {
  const person = newPerson(name);
  if (page.url() === 'about:blank') await page.goto('/login');
  await post(page, '/sign-up/email', person);
  return person;
}

test('visitors', async ({ page, server, watch }) => {
  watch.expect(/404 .*nowhere|40[01] .*(sign-in|email-otp|reset-password)/);
  for (const address of [
    '/login?mode=sign-up',
    '/reset-password',
    '/reset-password?token=abc',
    '/two-factor?twoFactorMethods=totp,otp',
    '/magic-link?error=INVALID_TOKEN',
    '/accept-invitation',
    '/accept-invitation?id=abc',
    '/profile',
    '/admin',
    '/organization?id=abc',
    '/nowhere',
  ]) {
    await visit(page, address);
    await expect(page.locator('main h1')).toBeVisible();
    await look(page, `visitor${address.replaceAll(/[/?=&,]+/g, '-')}`);
  }

  await visit(page, '/contents');
  const dialog = page.getByRole('dialog');
  await signInButton(page).click();
  await look(page, 'sign-in');
  await dialog.getByLabel('E-mail').fill('nobody@example.com');
  await dialog.getByLabel('Password', { exact: true }).fill('not a password');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByRole('alert').first()).toBeVisible();
  await look(page, 'sign-in-refused');
  await dialog.getByRole('button', { name: 'Create an account' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await look(page, 'sign-up');
  await dialog.getByRole('button', { name: 'Sign in by mail, without a password' }).click();
  await look(page, 'sign-in-by-link');
  await dialog.getByRole('button', { name: 'Send me a link' }).click();
  await expect(dialog.getByText('Check your mail.')).toBeVisible();
  await look(page, 'sign-in-by-link-sent');
  await dialog.getByRole('button', { name: 'Sign in with a code by text message' }).click();
  await look(page, 'sign-in-by-phone');
  await dialog.getByRole('button', { name: 'Sign in with a code by mail' }).click();
  await look(page, 'sign-in-by-code');
  await dialog.getByRole('button', { name: 'Send me a code' }).click();
  await dialog.getByLabel('Code from the mail').fill('000000');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByText('This code is not right')).toBeVisible();
  await look(page, 'sign-in-by-code-refused');
  await dialog.getByRole('button', { name: 'Sign in with a password' }).click();
  await dialog.getByRole('button', { name: 'Forgot your password?' }).click();
  await look(page, 'forgot-password');
  await page.keyboard.press('Escape');

  // A link to a new password.
  const person = newPerson();
  await post(page, '/sign-up/email', person);
  await post(page, '/sign-out', {});
  await post(page, '/request-password-reset', {
    email: person.email,
    redirectTo: `${server.url}/reset-password`,
  });
  const link = await mailed(server.url, person.email, /https?:\/\/\S+\/reset-password\/\S+/);
  await visit(page, link);
  await look(page, 'reset-password');
});

test('the account', async ({ page, watch }) => {
  watch.expect(/40[013] .*/);
  const ada = await join(page);
  await page.context().clearCookies();
  const person = await join(page, 'Maximiliana Wolfeschlegelsteinhausenbergerdorff-Konstantinopolitanskaja');
  await page.context().clearCookies();
  await post(page, '/sign-in/email', ada);
  await post(page, '/sign-in/email', person);
  await visit(page, '/profile');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await expect(page.getByRole('list', { name: 'Other accounts in this browser' })).toBeVisible();
  await look(page, 'menu');
  await page.keyboard.press('Escape');

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const passkeys = page.getByRole('region', { name: 'Passkeys' });
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(passkeys.getByRole('listitem')).toHaveCount(1);
  await look(page, 'profile');
  await passkeys.getByRole('button', { name: /^Rename/ }).click();
  await page.getByLabel('New address').fill('grace.hopper@example.com');
  await page.getByRole('button', { name: 'Change address' }).click();
  await expect(page.getByText('open the link in the mail')).toBeVisible();
  const password = page.getByRole('region', { name: 'Password', exact: true });
  await password.getByLabel('Current password', { exact: true }).fill('wrong password');
  await password.getByLabel('New password', { exact: true }).fill('a new long password');
  await password.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('The current password is not right.')).toBeVisible();
  const data = page.getByRole('region', { name: 'Your data' });
  await data.getByRole('button', { name: /Delete/ }).click();
  const twoFactor = page.getByRole('region', { name: 'Two-step sign-in' });
  await twoFactor.getByRole('button', { name: 'Set up two-step sign-in' }).click();
  await look(page, 'profile-forms-open');
  await twoFactor.getByLabel('Your password', { exact: true }).fill(person.password);
  await twoFactor.getByRole('button', { name: 'Go on' }).click();
  await twoFactor.getByText('I cannot scan it').click();
  const key = await twoFactor.locator('.ly-key').innerText();
  await look(page, 'two-factor-set-up');
  await twoFactor.getByLabel('Code from the app').fill(totp(key));
  await twoFactor.getByRole('button', { name: 'Switch on' }).click();
  await expect(twoFactor.getByRole('list', { name: 'Backup codes' })).toBeVisible();
  await look(page, 'two-factor-codes');
  await twoFactor.getByRole('button', { name: 'I have kept them' }).click();
  await expect(twoFactor.getByText('Two-step sign-in is on.')).not.toHaveCount(0);
  await look(page, 'two-factor-on');

  // Else the authenticator would fill the passkey in by itself.
  await devtools.send('WebAuthn.disable');
  await page.context().clearCookies();
  await visit(page, '/contents');
  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByLabel('Code from your authenticator app')).toBeVisible();
  await look(page, 'two-factor-step');
  await dialog.getByRole('button', { name: 'Send a code by mail' }).click();
  await expect(dialog.getByText('A code is on its way to your address.')).toBeVisible();
  await look(page, 'two-factor-step-mail');
  await dialog.getByRole('button', { name: 'Use a backup code' }).click();
  await dialog.getByLabel('Backup code').fill('wrong');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('This backup code is not right')).toBeVisible();
  await look(page, 'two-factor-step-backup');
});

test('organizations', async ({ page, watch, server, context }) => {
  watch.expect(/40[0134] .*/);
  const owner = await join(page, 'Olga Owner');
  await visit(page, '/organizations');
  await expect(page.getByText('You belong to no organization yet.')).toBeVisible();
  await look(page, 'organizations-none');
  const slug = `robots-${Date.now()}`;
  const { id } = await post(page, '/organization/create', {
    name: 'The Royal Society for the Improvement of Natural Knowledge and Robots',
    slug,
  });
  await post(page, '/organization/create', { name: 'Chess', slug: `${slug}-chess` });
  await visit(page, '/organizations');
  await expect(page.getByRole('listitem').filter({ hasText: 'Chess' })).toBeVisible();
  await look(page, 'organizations');
  const at = (section = '') => `/organization?id=${String(id)}${section && `&section=${section}`}`;
  await visit(page, at());
  await expect(page.getByRole('row', { name: new RegExp(owner.email) })).toBeVisible();
  await look(page, 'members-one');

  await visit(page, at('invitations'));
  await expect(page.getByText('No invitation is open.')).toBeVisible();
  await look(page, 'invitations-none');
  const guestOf = newPerson('Grace Hopper');
  const long = 'maximiliana.wolfeschlegelsteinhausenbergerdorff@konstantinopolitanskaja.example.com';
  await page
    .getByLabel('Addresses')
    .fill(`email,role\n${guestOf.email},member\n${long},admin\nnobody\n${owner.email},`);
  await expect(page.getByText('2 can be invited, 2 cannot')).toBeVisible();
  await look(page, 'invitations-list');
  await page.getByRole('button', { name: 'Invite 2 people' }).click();
  await expect(page.getByText('2 of 2 invitations are sent.')).toBeVisible();
  await page.getByRole('button', { name: `Withdraw the invitation to ${long}` }).click();
  await page.getByText('Earlier invitations (1)').click();
  await look(page, 'invitations');

  await visit(page, at('teams'));
  const dialog = page.getByRole('dialog');
  await page.getByLabel('Name of the team').fill('Walkers');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('The team Walkers is there.')).toBeVisible();
  await look(page, 'teams');
  await page.getByRole('button', { name: 'Members of Walkers' }).click();
  await expect(dialog.getByText('Only those')).toBeVisible();
  await look(page, 'team-outside');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByRole('listitem')).toContainText('Olga Owner');
  await look(page, 'team-members');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Rename Walkers' }).click();
  await look(page, 'team-rename');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove Walkers' }).click();
  await look(page, 'team-remove');
  await page.keyboard.press('Escape');

  await visit(page, at('roles'));
  await page.getByLabel('Name of the role').fill('Tutor');
  await page.getByLabel('create invitations').check();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('The role Tutor is there.')).toBeVisible();
  await look(page, 'roles');
  await page.getByRole('button', { name: 'Show what admin allows' }).click();
  await look(page, 'role-shown');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Change tutor' }).click();
  await look(page, 'role-change');
  await page.keyboard.press('Escape');

  await visit(page, at('settings'));
  await look(page, 'settings');
  await page.getByRole('button', { name: /^Delete/ }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await look(page, 'organization-delete');

  const link = await mailed(server.url, guestOf.email, /https?:\/\/\S+\/accept-invitation\?id=[\w%-]+/);
  await visit(page, link);
  await expect(page.getByRole('alert')).toContainText('for another address');
  await look(page, 'accept-other-address');
  const other = await otherBrowser(context, watch);
  const guest = await other.newPage();
  await visit(guest, link);
  await post(guest, '/sign-up/email', guestOf);
  await visit(guest, link);
  await expect(guest.getByRole('button', { name: 'Accept' })).toBeVisible();
  await look(guest, 'accept');
  await guest.getByRole('button', { name: 'Accept' }).click();
  await expect(guest.getByText('Your role here: Member')).toBeVisible();
  await look(guest, 'members-as-member');
  await visit(guest, '/organization?id=unknown');
  await expect(guest.getByRole('alert')).not.toBeEmpty();
  await look(guest, 'organization-unknown');
  await visit(page, at());
  for (const name of ['Change the role of Grace Hopper', 'Remove Grace Hopper', 'Leave this organization']) {
    await page.getByRole('button', { name }).click();
    await look(page, `member-${name.split(' ')[0]!.toLowerCase()}`);
    await page.keyboard.press('Escape');
  }
  await visit(guest, link);
  await expect(guest.getByRole('alert')).toContainText('is not open any more');
  await look(guest, 'accept-closed');
  await other.close();
});

test('administration', async ({ page, watch, server, context }) => {
  watch.expect(/40[013] .*/);
  const admin = await join(page, 'Anna Admin');
  await server.operate(['user', 'set-role'], admin.email, 'admin');
  const ada = newPerson('Maximiliana Wolfeschlegelsteinhausenbergerdorff');
  const other = await otherBrowser(context, watch);
  await join(await other.newPage(), 'Rosalind Franklin');
  await visit(page, '/admin');
  await expect(page.getByRole('row', { name: /Rosalind Franklin/ })).toBeVisible();
  await look(page, 'users');
  await visit(page, '/admin?search=nobody.at.all');
  await expect(page.getByText('Nobody is found.')).toBeVisible();
  await look(page, 'users-none');

  await visit(page, '/admin?section=create');
  await page.getByLabel('Name', { exact: true }).fill(ada.name);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create user' }).click();
  await expect(page.getByText('This password is too short.')).toBeVisible();
  await look(page, 'user-create');
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Create user' }).click();
  await expect(page.getByRole('heading', { level: 2, name: ada.name })).toBeVisible();
  const guest = await other.newPage();
  await guest.goto('/login');
  await post(guest, '/sign-in/email', ada);
  await page.reload();
  const sessions = page.getByRole('region', { name: 'Where they are signed in' });
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await look(page, 'user');
  for (const name of ['Change role', 'Set password', 'Ban', 'Impersonate', 'Remove']) {
    await page.getByRole('button', { name, exact: true }).click();
    await look(page, `user-${name.toLowerCase().replace(' ', '-')}`);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Impersonate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Impersonate' }).click();
  await expect(page.getByRole('region', { name: 'Impersonation' })).toBeVisible();
  await visit(page, '/organizations');
  await look(page, 'impersonating');
  await page.getByRole('button', { name: 'Stop impersonating' }).click();
  await page.getByRole('button', { name: 'Ban' }).click();
  await dialog.getByLabel('Reason').fill('Rude words, said again and again although we had asked to stop it');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await expect(page.getByText('Rude words')).toBeVisible();
  await look(page, 'user-banned');
  await other.close();

  await visit(page, '/admin?section=log');
  await expect(page.getByRole('row', { name: /ban user/ })).toBeVisible();
  await page.getByText('Details').first().click();
  await look(page, 'log');
  await visit(page, '/admin?section=log&action=nothing');
  await expect(page.getByText('There is no such record.')).toBeVisible();
  await look(page, 'log-none');
});
