import { useState, type ReactNode } from 'react';
import type { Outcome, Refusal } from '@site/src/lib/auth-errors';
import { offers } from '@site/src/lib/settings';
import { isSlug, slugOf } from '@site/src/lib/slug';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import PhotoField from '../profile/PhotoField';
import { usePhoto } from '../profile/usePhoto';
import Logo from './Logo';
import SlugField from './SlugField';

export interface Values {
  name: string;
  slug: string;
  /** The address of a picture; missing where logos are files. */
  logo?: string;
  /** The logo of a new organization, where it is a file. That of one that exists is kept by the form itself. */
  picture?: Blob;
}

export interface OrganizationFormProps<T> {
  /** What it is called now; missing when it is new. */
  initial?: Values & { id: string };
  action: string;
  save: (values: Values) => Promise<Outcome<T>>;
  onSaved: (data: T) => void;
  /** Said after saving. */
  saved?: string;
}

/** Name, short name and logo of an organization, new or not. */
export default function OrganizationForm<T>(props: OrganizationFormProps<T>): ReactNode {
  const { initial } = props;
  const [name, setName] = useState(initial?.name ?? '');
  const [slug, setSlug] = useState<string | null>(initial?.slug ?? null);
  const [logo, setLogo] = useState(initial?.logo ?? '');
  const photo = usePhoto(initial?.logo, initial?.id);
  const files = offers('picture');
  const [done, setDone] = useState(false);
  const short = slug ?? slugOf(name);
  const { busy, errorFor, onSubmit } = useSubmit(save, (data) => {
    setDone(true);
    props.onSaved(data);
  });

  async function save(): Promise<Outcome<T>> {
    setDone(false);
    const values: Values = { name: name.trim(), slug: short, ...(!files && { logo: logo.trim() }) };
    const wrong = check(values);
    if (wrong) return { refusal: wrong };
    if (initial) return photo.save(() => props.save(values));
    return props.save({ ...values, ...(photo.chosen && { picture: photo.chosen.file }) });
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={errorFor('name')}
      />
      <SlugField value={short} own={initial?.slug ?? ''} onChange={setSlug} error={errorFor('slug')} />
      {!files && (
        <Field
          label="Logo"
          name="image"
          type="url"
          placeholder="https://…"
          value={logo}
          onChange={(e) => setLogo(e.target.value)}
          error={errorFor('image')}
          hint="The web address of a picture; it may be empty."
        />
      )}
      {files && (
        <>
          {(initial || photo.shown !== '') && <Logo name={name} logo={photo.shown} />}
          <PhotoField
            label="Logo"
            hint="It is cut to a square. Without one the initials are shown."
            removable={photo.shown !== ''}
            onChange={photo.choose}
            error={errorFor('image')}
          />
        </>
      )}
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'One moment…' : props.action}
      </button>
      <Notice kind="good">{done && props.saved}</Notice>
    </form>
  );
}

function check({ name, slug, logo = '' }: Values): Refusal | null {
  if (name === '') return { code: 'NAME', message: 'An organization needs a name.', field: 'name' };
  if (!isSlug(slug)) {
    const message = 'Use small letters and digits, with single hyphens between them.';
    return { code: 'SLUG', message, field: 'slug' };
  }
  if (logo !== '' && !(URL.canParse(logo) && new URL(logo).protocol === 'https:')) {
    const message = 'This is not the address of a picture: it should begin with https://.';
    return { code: 'IMAGE', message, field: 'image' };
  }
  return null;
}
