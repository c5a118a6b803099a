import type { Page } from '@playwright/test';
import { expect, newPerson, otherBrowser, register, test, visit, type Person } from './fixtures';
import type { Lyceum } from './server';

test.use({
  settings: `auth:
  plugins:
    organization:
      teams: { enabled: true }
      dynamicAccessControl: { enabled: true }
`,
});

let organizations = 0;

interface Founded {
  owner: Person;
  name: string;
  slug: string;
}

async function founder(page: Page): Promise<Founded> {
  const owner = await register(page, newPerson('Olga Owner'));
  organizations += 1;
  return { owner, name: `Robot Club ${organizations}`, slug: `robot-club-${organizations}` };
}

/** Founds an organization without its form, for tests that are about something else, and opens its page. */
async function found(page: Page, server: Lyceum): Promise<Founded> {
  const founded = await founder(page);
  const { name, slug } = founded;
  const reply = await page.request.post('/api/auth/organization/create', {
    data: { name, slug },
    headers: { Origin: server.url },
  });
  expect(reply.status(), await reply.text()).toBe(200);
  const { id } = (await reply.json()) as { id: string };
  await visit(page, `/organization?id=${id}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return founded;
}

/** Founds an organization by its form; its page is open then. */
async function foundByForm(page: Page): Promise<Founded> {
  const founded = await founder(page);
  const { name, slug } = founded;
  await visit(page, '/organizations');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await expect(page.getByLabel('Short name')).toHaveValue(slug);
  await expect(page.getByText('This short name is free.')).toBeVisible();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return founded;
}

async function openSection(page: Page, section: string): Promise<void> {
  await page
    .getByRole('navigation', { name: /^Sections/ })
    .getByRole('link', { name: section })
    .click();
}

/** The link in the newest invitation to an address. */
async function invitationLink(origin: string, address: string): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      const reply = await fetch(`${origin}/dev/mail?format=json`);
      const mails = (await reply.json()) as { to: string; text: string }[];
      const mail = mails.findLast(({ to }) => to === address);
      link = /https?:\/\/\S+\/accept-invitation\?id=[\w%-]+/.exec(mail?.text ?? '')?.[0] ?? '';
      return link;
    }, `an invitation for ${address}`)
    .not.toBe('');
  return link;
}

/** From the link in a mail through signing up to the question whether to accept. */
async function arrive(page: Page, link: string, person: Person): Promise<void> {
  await visit(page, link);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
}

test('an organization from its founding to its end', async ({ page, context, server, watch }) => {
  // What the pages ask on purpose and are refused.
  watch.expect(/400 .*(get-invitation|leave)/);
  const { owner, name, slug } = await foundByForm(page);
  await expect(page.getByRole('row', { name: new RegExp(owner.email) })).toContainText('Owner');

  // A list with mistakes is shown with them, and the rest is sent.
  const grace = newPerson('Grace Hopper');
  const alan = newPerson('Alan Turing');
  await openSection(page, 'Invitations');
  await page
    .getByLabel('Addresses')
    .fill(`email,role\n${grace.email},member\n${alan.email},admin\nnobody\n${owner.email},\n${grace.email},`);
  const preview = page.getByRole('region', { name: 'Who will be invited' });
  await expect(page.getByText('2 can be invited, 3 cannot and will be left out.')).toBeVisible();
  await expect(preview.getByRole('row', { name: /nobody/ })).toContainText(
    'does not look like an e-mail address',
  );
  await expect(preview.getByRole('row', { name: new RegExp(owner.email) })).toContainText(
    'Belongs to the organization',
  );
  await expect(preview.getByRole('row').last()).toContainText('The same address as on line 2');
  await page.getByRole('button', { name: 'Invite 2 people' }).click();
  await expect(page.getByText('2 of 2 invitations are sent.')).toBeVisible();
  const sent = page.getByRole('region', { name: 'Invitations', exact: true });
  await expect(sent.getByRole('row', { name: new RegExp(alan.email) })).toContainText('Admin');

  // One is withdrawn, one sent again and accepted elsewhere.
  await sent.getByRole('button', { name: `Withdraw the invitation to ${alan.email}` }).click();
  await expect(sent.getByRole('row', { name: new RegExp(alan.email) })).toBeHidden();
  await sent.getByRole('button', { name: `Send the invitation to ${grace.email} again` }).click();
  await expect(sent.getByText(`The invitation to ${grace.email} is sent again.`)).toBeVisible();

  const link = await invitationLink(server.url, grace.email);
  const other = await otherBrowser(context, watch);
  const guest = await other.newPage();
  await arrive(guest, link, grace);
  await expect(guest.getByText(name)).toBeVisible();
  await guest.getByRole('button', { name: 'Accept' }).click();
  await expect(guest.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(guest.getByText('Your role here: Member')).toBeVisible();
  await expect(guest.getByRole('link', { name: 'Settings' })).toBeHidden();
  await expect(guest.getByRole('button', { name: 'Remove' })).toBeHidden();
  await visit(guest, link);
  await expect(guest.getByRole('alert')).toContainText('is not open any more');

  // The new member gets another role.
  await page.reload();
  await openSection(page, 'Members');
  await page.getByRole('button', { name: 'Change the role of Grace Hopper' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Member').uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Choose one role at least.');
  await dialog.getByLabel('Admin').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Grace Hopper/ })).toContainText('Admin');
  await expect(page.getByRole('button', { name: 'Change the role of Grace Hopper' })).toBeFocused();

  // Who leaves is gone.
  await visit(guest, '/organizations');
  await guest.getByRole('link', { name }).click();
  await guest.getByRole('button', { name: 'Leave this organization' }).click();
  await guest.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(guest.getByText('You belong to no organization yet.')).toBeVisible();
  await other.close();

  // An only owner cannot leave, but delete.
  await page.getByRole('button', { name: 'Leave this organization' }).click();
  await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('only owner');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Leave this organization' })).toBeFocused();
  await openSection(page, 'Settings');
  await page.getByLabel('Name', { exact: true }).fill(`${name} again`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${name} again` })).toBeVisible();
  await page.getByRole('button', { name: /^Delete/ }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(dialog.getByText(`Type “${slug}” to confirm.`)).toBeVisible();
  await dialog.getByLabel(/^Type/).fill(slug);
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('You belong to no organization yet.')).toBeVisible();
});

test('teams', async ({ page, server, watch }) => {
  watch.expect(/40[03] .*list-team-members/);
  await found(page, server);
  await openSection(page, 'Teams');
  await page.getByLabel('Name of the team').fill('Walkers');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('The team Walkers is there.')).toBeVisible();
  await page.getByRole('button', { name: 'Members of Walkers' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByRole('listitem')).toContainText('Olga Owner');
  await dialog.getByRole('button', { name: 'Take Olga Owner out of the team' }).click();
  await expect(dialog.getByRole('listitem')).toBeHidden();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Rename Walkers' }).click();
  await dialog.getByLabel('Name of the team').fill('Runners');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('button', { name: 'Rename Runners' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove Runners' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Rename Runners' })).toBeHidden();
});

test('roles of its own', async ({ page, server }) => {
  await found(page, server);
  await openSection(page, 'Roles');
  await page.getByLabel('Name of the role').fill('Tutor');
  await page.getByLabel('create invitations').check();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('The role Tutor is there.')).toBeVisible();
  await page.getByRole('button', { name: 'Change tutor' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('create invitations')).toBeChecked();
  await dialog.getByLabel('update teams').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The role Tutor is changed.')).toBeVisible();

  await openSection(page, 'Invitations');
  await expect(page.getByLabel('Role').first()).toContainText('Tutor');
  await openSection(page, 'Roles');
  await page.getByRole('button', { name: 'Delete tutor' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Delete tutor' })).toBeHidden();
});

test('an invitation is for one address, and may be declined', async ({ page, context, server, watch }) => {
  watch.expect(/403 .*get-invitation/);
  const { name } = await found(page, server);
  const alan = newPerson('Alan Turing');
  await openSection(page, 'Invitations');
  const single = page.getByRole('region', { name: 'Invite somebody' });
  await single.getByLabel('E-mail').fill(alan.email);
  await single.getByRole('button', { name: 'Invite' }).click();
  await expect(single.getByText(`${alan.email} is invited.`)).toBeVisible();
  const link = await invitationLink(server.url, alan.email);

  await visit(page, link);
  await expect(page.getByRole('alert')).toContainText('for another address');
  await expect(page.getByRole('main').getByRole('button', { name: 'Sign out' })).toBeVisible();

  const other = await otherBrowser(context, watch);
  const guest = await other.newPage();
  await arrive(guest, link, alan);
  await guest.getByRole('button', { name: 'Decline' }).click();
  await expect(guest.getByText('You have declined the invitation.')).toBeVisible();
  await other.close();

  await visit(page, '/organizations');
  await page.getByRole('link', { name }).click();
  await openSection(page, 'Invitations');
  await page.getByText('Earlier invitations (1)').click();
  await expect(page.getByText('Member · Declined')).toBeVisible();
});

test('one organization is active at a time', async ({ page, server }) => {
  const { name } = await found(page, server);
  await visit(page, '/organizations');
  await page.getByRole('button', { name: `Stop working for ${name}` }).click();
  await expect(page.getByText('No organization is active now.')).toBeVisible();
  await page.getByRole('button', { name: `Make ${name} active` }).click();
  await expect(page.getByText(`You work for ${name} now.`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Stop working for ${name}` })).toBeVisible();
});
