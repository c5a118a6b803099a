import { useHistory, useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import { settings } from '@site/src/lib/settings';
import Panel from '../page/Panel';
import SectionNav from '../page/SectionNav';
import AuditLog from './AuditLog';
import { CreateUserForm } from './forms';
import { useOffice } from './office';
import UserDetail from './UserDetail';
import UserList from './UserList';
import { userAddress } from './users';
import './admin.css';

/** The pages of administrators; `section` or `user` in the address says which of those that the reader may see. */
export default function Administration(): ReactNode {
  const { can } = useOffice();
  const history = useHistory();
  const query = new URLSearchParams(useLocation().search);
  const user = query.get('user');
  const section = query.get('section');
  const sections = [
    { id: 'users', title: 'Users', to: '/admin', shown: can('user', 'list') },
    { id: 'create', title: 'Create a user', to: '/admin?section=create', shown: can('user', 'create') },
    {
      id: 'log',
      title: 'Audit log',
      to: '/admin?section=log',
      shown: settings().admin?.auditLog === true && can('audit', 'read'),
    },
  ].filter(({ shown }) => shown);
  const current = (sections.find(({ id }) => id === section) ?? sections[0])?.id ?? '';
  return (
    <>
      <SectionNav label="Sections of the administration" current={current} sections={sections} />
      {current === 'users' && (user ? <UserDetail key={user} id={user} /> : <UserList />)}
      {current === 'create' && (
        <Panel title="Create a user">
          <CreateUserForm onDone={(id) => history.push(userAddress(id))} />
        </Panel>
      )}
      {current === 'log' && <AuditLog />}
    </>
  );
}
