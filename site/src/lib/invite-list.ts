/** Who can be invited from a list, and as what. */
export interface InviteRules {
  /** The role of those for whom the list names none. */
  role: string;
  /** The roles that may be given. */
  roles: string[];
  /** Addresses of those who belong to the organization already, or are invited, in lower case. */
  members: ReadonlySet<string>;
  invited: ReadonlySet<string>;
}

export interface InviteRow {
  /** Number of the line in the text, from 1. */
  line: number;
  email: string;
  role: string;
  /** Why nobody can be invited by this line, a sentence. */
  problem?: string;
}

/** How many people can be invited at once. */
export const inviteLimit = 500;

interface Cells {
  line: number;
  cells: string[];
}

/**
 * Reads a pasted list or a CSV file. Addresses stand each on a line of their own or are divided by commas,
 * semicolons or tabs, also as in `Ada Lovelace <ada@example.com>`. A first line that names a column `email` makes the
 * text a table, whose column `role`, if there is one, says who gets which role; without a head a line may still be an
 * address and a role. What cannot be used stays in the list with its problem.
 */
export function readInvitations(text: string, rules: InviteRules): InviteRow[] {
  const lines = splitCells(text).filter(({ cells }) => cells.some((cell) => cell !== ''));
  const head = lines[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const email = head.findIndex((cell) => /^(e-?mail|mail)([ _-]?address)?$/.test(cell));
  const role = head.indexOf('role');
  const rows =
    email >= 0
      ? lines.slice(1).map(({ line, cells }) => row(line, cells[email], role >= 0 ? cells[role] : '', rules))
      : lines.flatMap((found) => withoutHead(found, rules));
  const first = new Map<string, number>();
  return rows.map((entry, index) => {
    if (entry.problem) return entry;
    if (index >= inviteLimit) return { ...entry, problem: `Only ${inviteLimit} can be invited at once.` };
    const before = first.get(entry.email);
    if (before !== undefined) return { ...entry, problem: `The same address as on line ${before}.` };
    first.set(entry.email, entry.line);
    return entry;
  });
}

function withoutHead({ line, cells }: Cells, rules: InviteRules): InviteRow[] {
  const filled = cells.filter((cell) => cell !== '');
  const [address, role] = filled;
  if (filled.length === 2 && role && !role.includes('@')) return [row(line, address, role, rules)];
  return filled.map((cell) => row(line, cell, '', rules));
}

function row(line: number, address = '', role = '', rules: InviteRules): InviteRow {
  const email = (/<([^<>]*)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
  const entry = { line, email, role: role.toLowerCase() || rules.role };
  const problem = problemOf(entry, rules);
  return problem ? { ...entry, problem } : entry;
}

function problemOf({ email, role }: InviteRow, rules: InviteRules): string | undefined {
  if (email === '') return 'There is no address on this line.';
  if (!isAddress(email)) return 'This does not look like an e-mail address.';
  if (!rules.roles.includes(role)) return `There is no role “${role}” that you may give.`;
  if (rules.members.has(email)) return 'Belongs to the organization already.';
  if (rules.invited.has(email)) return 'Is invited already.';
  return undefined;
}

/** Whether a text looks like an e-mail address; the server has the last word. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;:"()[\]\\]+@[^\s@.<>,;]+(\.[^\s@.<>,;]+)+$/.test(text);
}

/** Lines of cells, as in RFC 4180, where besides the comma also semicolons and tabs divide. */
function splitCells(text: string): Cells[] {
  const lines: Cells[] = [];
  let current: Cells = { line: 1, cells: [] };
  let cell = '';
  let quoted = false;
  let line = 1;
  const endCell = () => {
    current.cells.push(cell.trim());
    cell = '';
  };
  const endLine = () => {
    endCell();
    lines.push(current);
    current = { line, cells: [] };
  };
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let i = 0; i < plain.length; i++) {
    const character = plain[i]!;
    if (character === '\n') line += 1;
    if (quoted && character === '"' && plain[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (character === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (!quoted && character === '\n') endLine();
    else if (!quoted && /[,;\t]/.test(character)) endCell();
    else cell += character;
  }
  endLine();
  return lines;
}
