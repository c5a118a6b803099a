import type { ReactNode } from 'react';
import UserMenu, { UserMenuEntries } from './UserMenu';

export interface NavbarUserItemProps {
  /** Set by the theme when the item is shown in the drawer. */
  mobile?: boolean;
  onClick?: () => void;
}

export default function NavbarUserItem({ mobile, onClick }: NavbarUserItemProps): ReactNode {
  return mobile ? <UserMenuEntries {...(onClick && { onClick })} /> : <UserMenu />;
}
