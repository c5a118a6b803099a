import ComponentTypes from '@theme-original/NavbarItem/ComponentTypes';
import NavbarUserItem from '@site/src/components/account/NavbarUserItem';

export default { ...ComponentTypes, 'custom-user': NavbarUserItem };
