import Link from '@docusaurus/Link';
import { useHistory } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient, type Session } from '@site/src/lib/auth-client';
import { attempt, type Outcome, type Refusal } from '@site/src/lib/auth-errors';
import { setPicture } from '@site/src/lib/picture';
import type { OrganizationSettings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import Panel from '../page/Panel';
import { useLoad } from '../page/useLoad';
import Logo from './Logo';
import OrganizationForm, { type Values } from './OrganizationForm';
import ReceivedInvitations from './ReceivedInvitations';
import './organization.css';

export interface OrganizationsProps {
  session: Session['session'];
  verified: boolean;
  offers: OrganizationSettings;
}

/** The reader's organizations, the invitations to others, and a way to found one. */
export default function Organizations({ session, verified, offers }: OrganizationsProps): ReactNode {
  const history = useHistory();
  return (
    <div className="ly-stack">
      <Panel title="Where you belong">
        <Mine session={session} />
      </Panel>
      {verified && <ReceivedInvitations />}
      {offers.create && (
        <Panel title="Create an organization">
          <OrganizationForm
            action="Create"
            save={found}
            onSaved={({ id, section }) => history.push(addressOf(id, section))}
          />
        </Panel>
      )}
    </div>
  );
}

interface Founded {
  id: string;
  /** Where to go on. */
  section: string;
}

/** The organization is there whatever becomes of its logo: where that is refused, the settings ask for another. */
async function found({ name, slug, logo, picture }: Values): Promise<Outcome<Founded>> {
  const { data, refusal } = await attempt((fetchOptions) =>
    authClient.organization.create({ name, slug, ...(logo && { logo }), fetchOptions }),
  );
  if (refusal) return { refusal };
  const kept = picture ? await setPicture(picture, data.id) : null;
  return { data: { id: data.id, section: kept?.refusal ? 'settings' : '' } };
}

/** Where an organization's page is. */
export function addressOf(id: string, section = ''): string {
  return `/organization?id=${encodeURIComponent(id)}${section && `&section=${section}`}`;
}

function Mine({ session }: { session: Session['session'] }): ReactNode {
  const { data, refusal } = useLoad('mine', (fetchOptions) => authClient.organization.list({ fetchOptions }));
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [told, setTold] = useState('');
  const active = session.activeOrganizationId;

  async function activate(organizationId: string | null, done: string): Promise<void> {
    const { refusal: no } = await attempt((fetchOptions) =>
      authClient.organization.setActive({ organizationId, fetchOptions }),
    );
    setFailed(no ?? null);
    setTold(no ? '' : done);
  }

  return (
    <>
      <Notice kind="bad">{(refusal ?? failed)?.message}</Notice>
      {data?.length === 0 && <p>You belong to no organization yet.</p>}
      {data && data.length > 0 && (
        <>
          <p className="ly-hint">You work for one organization at a time, the active one.</p>
          <ul className="ly-list">
            {data.map(({ id, name, slug, logo }) => (
              <li key={id}>
                <div className="ly-list-main">
                  <Logo name={name} logo={logo} />
                  <span className="ly-who">
                    <Link to={addressOf(id)}>{name}</Link>
                    <span className="ly-hint">{slug}</span>
                  </span>
                </div>
                {id === active ? (
                  <span className="ly-actions">
                    <span className="ly-badge ly-badge--good">Active</span>
                    <button
                      type="button"
                      className="ly-button ly-button--quiet ly-button--small"
                      aria-label={`Stop working for ${name}`}
                      onClick={() => void activate(null, 'No organization is active now.')}
                    >
                      Stop
                    </button>
                  </span>
                ) : (
                  <button
                    type="button"
                    className="ly-button ly-button--quiet ly-button--small"
                    aria-label={`Make ${name} active`}
                    onClick={() => void activate(id, `You work for ${name} now.`)}
                  >
                    Make active
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="ly-hint" role="status">
        {told}
      </p>
    </>
  );
}
