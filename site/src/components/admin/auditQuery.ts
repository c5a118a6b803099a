/** Which records of the audit log are shown, as the address has it. Empty texts select all. */
export interface AuditQuery {
  /** Ids of users. */
  actor: string;
  target: string;
  action: string;
  outcome: string;
  /** Days, such as 2026-05-31, in the reader's time zone; both are included. */
  since: string;
  until: string;
  /** From 1. */
  page: number;
}

export const pageSize = 50;

/** What administrators do, what is done in organizations, and to accounts. Applications may record their own. */
export const actions = [
  'create-user',
  'update-user',
  'set-role',
  'set-user-password',
  'ban-user',
  'unban-user',
  'impersonate-user',
  'stop-impersonating',
  'revoke-user-session',
  'revoke-user-sessions',
  'remove-user',
  'export-audit-log',
  'create-organization',
  'update-organization',
  'delete-organization',
  'invite-member',
  'accept-invitation',
  'cancel-invitation',
  'reject-invitation',
  'add-member',
  'update-member-role',
  'remove-member',
  'leave-organization',
  'create-team',
  'update-team',
  'remove-team',
  'add-team-member',
  'remove-team-member',
  'create-role',
  'update-role',
  'delete-role',
  'change-email',
  'change-password',
  'reset-password',
  'disable-two-factor',
  'generate-backup-codes',
  'remove-passkey',
];

const texts = ['actor', 'target', 'action', 'outcome', 'since', 'until'] as const;
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Reads what is shown from an address; what is not known there is left out. */
export function readAudit(search: string): AuditQuery {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? '';
  const day = (name: string) => (isDay(text(name)) ? text(name) : '');
  const page = Number(query.get('page'));
  return {
    actor: text('actor'),
    target: text('target'),
    action: text('action'),
    outcome: text('outcome'),
    since: day('since'),
    until: day('until'),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of these records. */
export function logAddress(wanted: Partial<AuditQuery>): string {
  const query = new URLSearchParams({ section: 'log' });
  for (const name of texts) if (wanted[name]) query.set(name, wanted[name]);
  if (wanted.page && wanted.page > 1) query.set('page', String(wanted.page));
  return `/admin?${query}`;
}

/** The records as the server is asked for them, without a page: for an export, too. */
export function serverFilters({
  actor,
  target,
  action,
  outcome,
  since,
  until,
}: AuditQuery): Record<string, string> {
  return {
    ...(actor && { actorId: actor }),
    ...(target && { targetId: target }),
    ...(action && { action }),
    ...(outcome && { outcome }),
    ...(since && { since: midnight(since, 0) }),
    ...(until && { until: midnight(until, 1) }),
  };
}

/** The moment at which a day begins here, or one some days later. */
function midnight(day: string, later: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}

/** Refusals are recorded by their codes. */
export function outcomeTitle(outcome: string): string {
  const words = outcome.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
