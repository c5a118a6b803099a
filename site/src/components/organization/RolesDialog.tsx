import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { roleTitle, splitRoles } from '@site/src/lib/permissions';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import Dialog from '../page/Dialog';
import { nameOf } from './Members';
import { asRoles, usePlace, type Member } from './place';

export interface RolesDialogProps {
  member: Member;
  onDone: () => void;
  onClose: () => void;
}

/** Gives a member other roles, one at least. Roles that the reader may not give stay as they are. */
export default function RolesDialog({ member, onDone, onClose }: RolesDialogProps): ReactNode {
  const { organization, roles, mayGive } = usePlace();
  const [held, setHeld] = useState(splitRoles(member.role));
  const { busy, refusal, onSubmit } = useSubmit(save, onDone);

  async function save(): Promise<Outcome<unknown>> {
    if (held.length === 0) {
      const message = 'Choose one role at least.';
      return { refusal: { code: 'NO_ROLE', message, field: 'form' } };
    }
    return attempt((fetchOptions) =>
      authClient.organization.updateMemberRole({
        memberId: member.id,
        role: asRoles(held),
        organizationId: organization.id,
        fetchOptions,
      }),
    );
  }

  const names = Object.keys(roles);
  const all = [...names, ...splitRoles(member.role).filter((name) => !names.includes(name))];
  return (
    <Dialog title={`Role of ${nameOf(member)}`} onClose={onClose}>
      <form className="ly-form" onSubmit={onSubmit}>
        <Notice kind="bad">{refusal?.message}</Notice>
        <fieldset>
          <legend>Roles</legend>
          {all.map((name) => (
            <label className="ly-check" key={name}>
              <input
                type="checkbox"
                checked={held.includes(name)}
                disabled={!mayGive.includes(name)}
                onChange={(e) =>
                  setHeld(e.target.checked ? [...held, name] : held.filter((other) => other !== name))
                }
              />
              {roleTitle(name)}
            </label>
          ))}
        </fieldset>
        <p className="ly-hint">Roles count in {organization.name} only, not on the rest of the site.</p>
        <div className="ly-actions">
          <button className="ly-button" type="submit" aria-disabled={busy}>
            {busy ? 'Saving…' : 'Save'}
          </button>
          <button type="button" className="ly-button ly-button--quiet" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
