import { useState } from 'react';
import type { Outcome } from '@site/src/lib/auth-errors';
import { setPicture } from '@site/src/lib/picture';
import type { Photo } from './photo';

export interface PhotoChange {
  /** Address of the picture as it will be, empty for none. */
  shown: string;
  /** What was chosen and is not saved yet; null for no picture any more. */
  chosen: Photo | null | undefined;
  choose: (photo: Photo | null) => void;
  /** Carries out what was chosen, once; then calls what comes next. */
  save: <T>(next: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
}

/** A picture of the reader's, or the logo of an organization, that is changed when its form is saved. */
export function usePhoto(current: string | null | undefined, organization?: string): PhotoChange {
  const [chosen, choose] = useState<Photo | null | undefined>(undefined);
  const [kept, setKept] = useState(current ?? '');
  return {
    shown: chosen === undefined ? kept : (chosen?.address ?? ''),
    chosen,
    choose,
    async save(next) {
      if (chosen !== undefined) {
        const { data, refusal } = await setPicture(chosen?.file ?? null, organization);
        if (refusal) return { refusal };
        setKept(data.image ?? '');
        choose(undefined);
      }
      return next();
    },
  };
}
