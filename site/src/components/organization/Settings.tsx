import { useHistory } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import Confirm from '../page/Confirm';
import Panel from '../page/Panel';
import OrganizationForm from './OrganizationForm';
import { usePlace } from './place';

/** What the organization is called, and its end. */
export default function Settings(): ReactNode {
  const { organization, offers, can, reload } = usePlace();
  const history = useHistory();
  const [deleting, setDeleting] = useState(false);
  const { id, name, slug, logo } = organization;
  return (
    <div className="ly-stack">
      {can('organization', 'update') && (
        <Panel title="Name and logo">
          <OrganizationForm
            initial={{ id, name, slug, logo: logo ?? '' }}
            action="Save"
            saved="Saved."
            save={(values) =>
              attempt((fetchOptions) =>
                authClient.organization.update({ organizationId: id, data: values, fetchOptions }),
              )
            }
            onSaved={() => void reload()}
          />
        </Panel>
      )}
      {offers.delete && can('organization', 'delete') && (
        <Panel title="Delete the organization">
          <p>Members, teams and invitations go with it. This cannot be undone.</p>
          <button type="button" className="ly-button ly-button--bad" onClick={() => setDeleting(true)}>
            Delete {name}
          </button>
          {deleting && (
            <Confirm
              title={`Delete ${name}?`}
              action="Delete for good"
              typed={slug}
              call={() =>
                attempt((fetchOptions) =>
                  authClient.organization.delete({ organizationId: id, fetchOptions }),
                )
              }
              onDone={() => history.push('/organizations')}
              onClose={() => setDeleting(false)}
            >
              Everybody loses what belongs to {name}. This cannot be undone.
            </Confirm>
          )}
        </Panel>
      )}
    </div>
  );
}
