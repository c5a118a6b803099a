import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import { useMemo, type ReactNode } from 'react';
import type { User } from '@site/src/lib/auth-client';
import { rolesTitle } from '@site/src/lib/permissions';
import type { OrganizationSettings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import SectionNav from '../page/SectionNav';
import { useOutcome } from '../page/useLoad';
import Invitations from './Invitations';
import Logo from './Logo';
import Members from './Members';
import { addressOf } from './Organizations';
import { loadPlace, PlaceProvider, placeOf, type Place } from './place';
import Roles from './Roles';
import Settings from './Settings';
import Teams from './Teams';
import './organization.css';

interface Section {
  id: string;
  title: string;
  /** Whether there is something to show to this reader. */
  shown: (place: Place) => boolean;
  content: () => ReactNode;
}

const sections: Section[] = [
  { id: 'members', title: 'Members', shown: () => true, content: Members },
  {
    id: 'invitations',
    title: 'Invitations',
    shown: ({ can }) => can('invitation', 'create'),
    content: Invitations,
  },
  { id: 'teams', title: 'Teams', shown: ({ offers }) => offers.teams, content: Teams },
  {
    id: 'roles',
    title: 'Roles',
    shown: ({ offers, can }) => offers.statements !== undefined && can('ac', 'read'),
    content: Roles,
  },
  {
    id: 'settings',
    title: 'Settings',
    shown: ({ offers, can }) =>
      can('organization', 'update') || (offers.delete && can('organization', 'delete')),
    content: Settings,
  },
];

/** The page about one organization; `section` in the address says which part of it. */
export default function OrganizationView({
  user,
  offers,
}: {
  user: User;
  offers: OrganizationSettings;
}): ReactNode {
  const query = new URLSearchParams(useLocation().search);
  const id = query.get('id') ?? '';
  const { data, refusal, reload } = useOutcome(`${id} ${user.id}`, () => loadPlace(id, user));
  const place = useMemo(() => data && placeOf(data, offers, user, reload), [data, offers, user, reload]);
  if (!place) {
    return (
      <>
        <h1 tabIndex={-1}>Organization</h1>
        <Notice kind="bad">{refusal?.message}</Notice>
        {refusal ? <Link to="/organizations">Your organizations</Link> : <p role="status">One moment…</p>}
      </>
    );
  }
  const open = sections.filter(({ shown }) => shown(place));
  const current = open.find((section) => section.id === query.get('section')) ?? open[0]!;
  const { name, logo } = place.organization;
  return (
    <PlaceProvider value={place}>
      <div className="ly-organization-head">
        <Logo name={name} logo={logo} />
        <div>
          <h1 tabIndex={-1}>{name}</h1>
          <span className="ly-hint">
            Your role here: {rolesTitle(place.myRole)} · <Link to="/organizations">All organizations</Link>
          </span>
        </div>
      </div>
      <SectionNav
        label={`Sections of ${name}`}
        current={current.id}
        sections={open.map((section) => ({
          id: section.id,
          title: section.title,
          to: addressOf(id, section.id === 'members' ? '' : section.id),
        }))}
      />
      <Notice kind="bad">{refusal?.message}</Notice>
      <current.content key={current.id} />
    </PlaceProvider>
  );
}
