import type { ReactNode } from 'react';
import Avatar from '../account/Avatar';

/** An organization's logo, or its initials. Never read out: the name is beside it. */
export default function Logo({ name, logo }: { name: string; logo?: string | null | undefined }): ReactNode {
  return <Avatar user={{ name, email: '', image: logo ?? null }} />;
}
