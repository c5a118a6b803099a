import { useEffect, useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { isSlug } from '@site/src/lib/slug';
import Field from '../account/Field';

const pause = 500;

export interface SlugFieldProps {
  value: string;
  /** The organization's present one, which needs no check. */
  own?: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** A short name for addresses; whether it is free is asked while it is typed. */
export default function SlugField({ value, own = '', onChange, error }: SlugFieldProps): ReactNode {
  const [answer, setAnswer] = useState<{ slug: string; text: string; free: boolean } | null>(null);

  useEffect(() => {
    if (value === own || !isSlug(value)) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      void attempt((fetchOptions) => authClient.organization.checkSlug({ slug: value, fetchOptions })).then(
        ({ refusal }) => {
          if (!stale)
            setAnswer({
              slug: value,
              text: refusal ? refused(refusal) : 'This short name is free.',
              free: !refusal,
            });
        },
      );
    }, pause);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [value, own]);

  const shown = answer?.slug === value && value !== own ? answer : null;
  return (
    <Field
      label="Short name"
      name="slug"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={60}
      value={value}
      onChange={(e) => onChange(e.target.value)}
      error={error}
      hint={
        <>
          For addresses: small letters, digits and hyphens. <span role="status">{shown?.text}</span>
        </>
      }
    />
  );
}

function refused(refusal: { code: string; message: string }): string {
  return refusal.code === 'ORGANIZATION_SLUG_ALREADY_TAKEN' ? 'This short name is taken.' : refusal.message;
}
