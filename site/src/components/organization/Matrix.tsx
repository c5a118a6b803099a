import type { ReactNode } from 'react';
import { toggle } from '@site/src/lib/permissions';
import type { Permissions } from '@site/src/lib/settings';
import { usePlace } from './place';

export interface MatrixProps {
  label: string;
  value: Permissions;
  /** Without it the permissions are only shown. */
  onChange?: (value: Permissions) => void;
}

const resources: Record<string, string> = {
  ac: 'roles',
  invitation: 'invitations',
  member: 'members',
  team: 'teams',
};

/** What a role allows: a row for each resource, a column for each action. Nobody allows what they may not do themselves. */
export default function Matrix({ label, value, onChange }: MatrixProps): ReactNode {
  const { offers, can } = usePlace();
  const statements = offers.statements ?? {};
  const actions = [...new Set(Object.values(statements).flat())];
  return (
    <div className="ly-table-box" role="region" aria-label={label} tabIndex={0}>
      <table className="ly-table ly-matrix">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="ly-visually-hidden">About</span>
            </th>
            {actions.map((action) => (
              <th scope="col" key={action}>
                {action}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(statements).map(([resource, known]) => (
            <tr key={resource}>
              <th scope="row">{resources[resource] ?? resource}</th>
              {actions.map((action) => {
                const on = value[resource]?.includes(action) ?? false;
                return (
                  <td key={action}>
                    {known.includes(action) && onChange && (
                      <input
                        type="checkbox"
                        aria-label={`${action} ${resources[resource] ?? resource}`}
                        checked={on}
                        disabled={!on && !can(resource, action)}
                        onChange={() => onChange(toggle(value, statements, resource, action))}
                      />
                    )}
                    {known.includes(action) && !onChange && (on ? 'Yes' : 'No')}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
