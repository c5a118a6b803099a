import type { ReactNode } from 'react';
import type { Rule } from './passwordRules';

/** The rules for a new password, ticked off while it is typed. */
export default function PasswordRules({ rules }: { rules: Rule[] }): ReactNode {
  return (
    <ul className="ly-rules" aria-label="Password rules">
      {rules.map(({ id, text, met }) => (
        <li key={id} data-met={met}>
          <span aria-hidden="true">{met ? '✓' : '○'}</span> {text}
          <span className="ly-visually-hidden">{met ? ' (met)' : ' (not met yet)'}</span>
        </li>
      ))}
    </ul>
  );
}
