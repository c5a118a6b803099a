import { useState, type ReactNode } from 'react';
import type { User } from '@site/src/lib/auth-client';

/** As much of an account as there is to see. */
export type Face = Pick<User, 'name' | 'email' | 'image'>;

/** What to call a reader; accounts made by a mailed link have no name at first. */
export function displayName(user: Face): string {
  return user.name.trim() || user.email;
}

/** The reader's picture, or the initials when there is none or it does not load. Never read out: the name is beside it. */
export default function Avatar({ user }: { user: Face }): ReactNode {
  const [broken, setBroken] = useState<string | null>(null);
  const image = user.image ?? '';
  return (
    <span className="ly-avatar" aria-hidden="true">
      {image !== '' && image !== broken ? (
        <img src={image} alt="" referrerPolicy="no-referrer" onError={() => setBroken(image)} />
      ) : (
        initials(displayName(user))
      )}
    </span>
  );
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.split(/[\s@]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 && !name.includes('@') ? words.at(-1) : ''];
  return letters
    .map((word) => (word ? String.fromCodePoint(word.codePointAt(0)!) : ''))
    .join('')
    .toUpperCase();
}
