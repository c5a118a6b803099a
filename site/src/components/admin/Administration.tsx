import { useHistory, useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import type { User } from '@site/src/lib/auth-client';
import Panel from '../page/Panel';
import SectionNav from '../page/SectionNav';
import AuditLog from './AuditLog';
import { CreateUserForm } from './forms';
import UserDetail from './UserDetail';
import UserList from './UserList';
import { userAddress } from './users';
import './admin.css';

/** The pages of administrators; `section` or `user` in the address says which. */
export default function Administration({ me }: { me: User }): ReactNode {
  const history = useHistory();
  const query = new URLSearchParams(useLocation().search);
  const user = query.get('user');
  const section = query.get('section');
  const current = section === 'create' || section === 'log' ? section : 'users';
  return (
    <>
      <SectionNav
        label="Sections of the administration"
        current={current}
        sections={[
          { id: 'users', title: 'Users', to: '/admin' },
          { id: 'create', title: 'Create a user', to: '/admin?section=create' },
          { id: 'log', title: 'Audit log', to: '/admin?section=log' },
        ]}
      />
      {current === 'users' && (user ? <UserDetail key={user} id={user} me={me} /> : <UserList />)}
      {current === 'create' && (
        <Panel title="Create a user">
          <CreateUserForm onDone={(id) => history.push(userAddress(id))} />
        </Panel>
      )}
      {current === 'log' && <AuditLog />}
    </>
  );
}
