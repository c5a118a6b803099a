import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { offers } from '@site/src/lib/settings';
import Avatar from '../account/Avatar';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import PhotoField from './PhotoField';
import { usePhoto } from './usePhoto';

/** The reader's name and picture. */
export default function ProfileForm({ user }: { user: User }): ReactNode {
  const [name, setName] = useState(user.name);
  const photo = usePhoto(user.image);
  const withPicture = offers('picture');
  const withUsername = offers('username');
  const [username, setUsername] = useState(user.displayUsername ?? user.username ?? '');
  const [saved, setSaved] = useState(false);
  const { busy, errorFor, onSubmit } = useSubmit(save, () => setSaved(true));

  async function save(): Promise<Outcome<unknown>> {
    setSaved(false);
    return photo.save(() =>
      attempt((fetchOptions) =>
        authClient.updateUser({
          name: name.trim(),
          ...(withUsername && username.trim() && { username: username.trim() }),
          fetchOptions,
        }),
      ),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <div className="ly-profile-who">
        <Avatar user={{ ...user, name, image: photo.shown }} />
        <span>{user.email}</span>
      </div>
      <Notice kind="bad">{errorFor('form') ?? (!withPicture && errorFor('image'))}</Notice>
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
      {withUsername && (
        <Field
          label="User name"
          name="username"
          autoComplete="nickname"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={100}
          value={username}
          onChange={(e) => setUsername(e.target.value)}
          error={errorFor('username')}
          hint="With it you can sign in, too."
        />
      )}
      {withPicture && (
        <PhotoField
          label="Picture"
          hint="It is cut to a square. Without one your initials are shown."
          removable={photo.shown !== ''}
          onChange={photo.choose}
          error={errorFor('image')}
        />
      )}
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Saving…' : 'Save'}
      </button>
      <Notice kind="good">{saved && 'Saved.'}</Notice>
    </form>
  );
}
