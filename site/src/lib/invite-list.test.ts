import { describe, expect, test } from 'vitest';
import { inviteLimit, isAddress, readInvitations, type InviteRules } from './invite-list';

const rules: InviteRules = {
  role: 'member',
  roles: ['member', 'admin'],
  members: new Set(['owner@example.com']),
  invited: new Set(['guest@example.com']),
};

function read(text: string) {
  return readInvitations(text, rules).map(({ line, email, role, problem }) =>
    [line, email, role, ...(problem ? [problem] : [])].join(' '),
  );
}

describe('a pasted list', () => {
  test('takes lines, commas, semicolons and tabs', () => {
    expect(read('a@x.org\n\n b@x.org, C@X.org;d@x.org\te@x.org\r\nf@x.org')).toEqual([
      '1 a@x.org member',
      '3 b@x.org member',
      '3 c@x.org member',
      '3 d@x.org member',
      '3 e@x.org member',
      '4 f@x.org member',
    ]);
  });

  test('takes names beside addresses', () => {
    expect(read('Ada Lovelace <ada@x.org>\n"Hopper, Grace" <grace@x.org>')).toEqual([
      '1 ada@x.org member',
      '2 grace@x.org member',
    ]);
  });

  test('takes a role beside an address', () => {
    expect(read('a@x.org, Admin\nb@x.org, king')).toEqual([
      '1 a@x.org admin',
      '2 b@x.org king There is no role “king” that you may give.',
    ]);
  });

  test('says what is wrong with a line', () => {
    expect(read('nobody\nowner@example.com\nGuest@example.com\na@x.org\nA@x.org')).toEqual([
      '1 nobody member This does not look like an e-mail address.',
      '2 owner@example.com member Belongs to the organization already.',
      '3 guest@example.com member Is invited already.',
      '4 a@x.org member',
      '5 a@x.org member The same address as on line 4.',
    ]);
  });

  test('is bounded', () => {
    const rows = readInvitations(
      Array.from({ length: inviteLimit + 1 }, (_, i) => `r${i}@x.org`).join('\n'),
      rules,
    );
    expect(rows.filter(({ problem }) => problem)).toHaveLength(1);
    expect(rows.at(-1)?.problem).toContain('at once');
  });

  test('of nothing is empty', () => {
    expect(read('')).toEqual([]);
    expect(read(' \n,;\n"')).toEqual([]);
  });
});

describe('a table', () => {
  test('is read by the names of its columns', () => {
    expect(
      read('\uFEFFName,Role,E-Mail\r\n"Lovelace, ""Ada""",admin,ada@x.org\r\nGrace,,grace@x.org\r\n'),
    ).toEqual(['2 ada@x.org admin', '3 grace@x.org member']);
  });

  test('counts the lines inside of cells', () => {
    expect(read('note;email\n"one\ntwo";a@x.org\nthree;b@x.org')).toEqual([
      '2 a@x.org member',
      '4 b@x.org member',
    ]);
  });

  test('misses an address', () => {
    expect(read('email,role\n,admin')).toEqual(['2  admin There is no address on this line.']);
  });
});

test('what looks like an address', () => {
  for (const text of ['a@b.co', 'a.b+c@x-y.example.org', 'ü@müller.example'])
    expect(isAddress(text)).toBe(true);
  for (const text of [
    '',
    '@',
    'a@b',
    'a@b.',
    'a@.b',
    'a b@c.de',
    'a@b.c,d',
    'a@@b.co',
    `${'a'.repeat(250)}@b.co`,
  ]) {
    expect(isAddress(text)).toBe(false);
  }
});
