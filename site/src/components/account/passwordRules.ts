import type { Refusal } from '@site/src/lib/auth-errors';

/** The longest password the server takes, in UTF-16 code units. */
const longest = 128;

export interface Rule {
  id: string;
  text: string;
  met: boolean;
}

/** What a new password must be, and whether this one is. Lengths count as the server counts them. */
export function passwordRules(password: string, email: string, shortest: number): Rule[] {
  const length = password.length;
  const address = email.trim().toLowerCase();
  const rules = [
    { id: 'length', text: `At least ${shortest} characters`, met: length >= shortest },
    {
      id: 'address',
      text: 'Not your e-mail address',
      met: length > 0 && (address === '' || password.toLowerCase() !== address),
    },
  ];
  if (length > longest) rules.push({ id: 'long', text: `At most ${longest} characters`, met: false });
  return rules;
}

/** The refusal of a password that breaks one of the rules, before the server is asked. */
export function broken(rules: Rule[]): { refusal: Refusal } | null {
  const rule = rules.find(({ met }) => !met);
  if (!rule) return null;
  const message = `This password breaks a rule: ${rule.text.toLowerCase()}.`;
  return { refusal: { code: 'PASSWORD_RULE', message, field: 'password' } };
}
