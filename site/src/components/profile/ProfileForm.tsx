import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import Avatar from '../account/Avatar';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';

/** The reader's name and picture. */
export default function ProfileForm({ user }: { user: User }): ReactNode {
  const [name, setName] = useState(user.name);
  const [image, setImage] = useState(user.image ?? '');
  const [saved, setSaved] = useState(false);
  const { busy, errorFor, onSubmit } = useSubmit(save, () => setSaved(true));

  async function save(): Promise<Outcome<unknown>> {
    setSaved(false);
    const address = image.trim();
    if (address !== '' && !isWebAddress(address)) {
      const message = 'This is not the address of a picture: it should begin with https://.';
      return { refusal: { code: 'IMAGE', message, field: 'image' } };
    }
    return attempt((fetchOptions) =>
      authClient.updateUser({ name: name.trim(), image: address === '' ? null : address, fetchOptions }),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <div className="ly-profile-who">
        <Avatar user={{ ...user, name, image: isWebAddress(image) ? image : null }} />
        <span>{user.email}</span>
      </div>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={errorFor('name')}
      />
      <Field
        label="Picture"
        name="image"
        type="url"
        autoComplete="photo"
        placeholder="https://…"
        value={image}
        onChange={(e) => setImage(e.target.value)}
        error={errorFor('image')}
        hint="The web address of a picture; leave it empty to show your initials."
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Saving…' : 'Save'}
      </button>
      <Notice kind="good">{saved && 'Saved.'}</Notice>
    </form>
  );
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}
