import { useEffect, useRef, useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import type { CallOptions } from '@site/src/lib/auth-errors';
import Field from '../account/Field';
import { passkeysWork } from '../account/passkey';
import { useFocusBack } from '../page/useFocusBack';
import { describeDevice } from './device';
import Refused from './Refused';
import { useList, type List } from './useList';

interface Passkey {
  id: string;
  name?: string | undefined;
  createdAt?: Date | string | null;
  backedUp?: boolean;
}

const listPasskeys = (fetchOptions: CallOptions) => authClient.passkey.listUserPasskeys({ fetchOptions });

/** The reader's passkeys: to add, rename and remove. */
export default function Passkeys({ session }: { session: string }): ReactNode {
  const list = useList<Passkey>(listPasskeys, session);
  return (
    <>
      <p className="ly-hint">
        A passkey signs you in with your fingerprint, your face or the lock of your device, without a
        password.
      </p>
      <Refused refusal={list.refusal} />
      {list.entries && list.entries.length > 0 && (
        <ul className="ly-entries">
          {list.entries.map((passkey) => (
            <li key={passkey.id}>
              <Entry passkey={passkey} change={list.change} />
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() ? (
        <AddButton change={list.change} />
      ) : (
        <p className="ly-hint">This browser does not know passkeys.</p>
      )}
      <p className="ly-hint" role="status">
        {list.told}
      </p>
    </>
  );
}

function AddButton({ change }: Pick<List<Passkey>, 'change'>): ReactNode {
  const [busy, setBusy] = useState(false);
  async function add(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const name = describeDevice(navigator.userAgent);
    await change(
      (fetchOptions) => authClient.passkey.addPasskey({ name, fetchOptions }),
      'Your passkey is added.',
    );
    setBusy(false);
  }
  return (
    <button
      type="button"
      className="ly-button ly-button--quiet"
      aria-disabled={busy}
      onClick={() => void add()}
    >
      {busy ? 'Waiting for your device…' : 'Add a passkey'}
    </button>
  );
}

function Entry({ passkey, change }: { passkey: Passkey } & Pick<List<Passkey>, 'change'>): ReactNode {
  const [renaming, setRenaming] = useState(false);
  const name = passkey.name || 'Passkey';
  const rename = useFocusBack<HTMLButtonElement>(renaming);
  if (renaming) {
    return (
      <Rename
        name={name}
        onCancel={() => setRenaming(false)}
        onName={async (name) => {
          const call = (fetchOptions: CallOptions) =>
            authClient.passkey.updatePasskey({ id: passkey.id, name, fetchOptions });
          if (await change(call, `It is called ${name} now.`)) setRenaming(false);
        }}
      />
    );
  }
  return (
    <>
      <div>
        <strong>{name}</strong>
        <span className="ly-hint">
          {passkey.createdAt &&
            `Added ${new Date(passkey.createdAt).toLocaleDateString(undefined, { dateStyle: 'medium' })}`}
          {passkey.backedUp && ' · on all your devices'}
        </span>
      </div>
      <div className="ly-entry-actions">
        <button
          ref={rename}
          type="button"
          className="ly-button ly-button--quiet"
          aria-label={`Rename ${name}`}
          onClick={() => setRenaming(true)}
        >
          Rename
        </button>
        <button
          type="button"
          className="ly-button ly-button--quiet"
          aria-label={`Remove ${name}`}
          onClick={() =>
            void change(
              (fetchOptions) => authClient.passkey.deletePasskey({ id: passkey.id, fetchOptions }),
              `${name} is removed.`,
            )
          }
        >
          Remove
        </button>
      </div>
    </>
  );
}

interface RenameProps {
  name: string;
  onName: (name: string) => Promise<void>;
  onCancel: () => void;
}

function Rename({ name, onName, onCancel }: RenameProps): ReactNode {
  const [value, setValue] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      className="ly-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onName(value.trim());
      }}
    >
      <Field
        label="Name of this passkey"
        ref={input}
        required
        maxLength={100}
        value={value}
        onChange={(e) => setValue(e.target.value)}
      />
      <div className="ly-entry-actions">
        <button className="ly-button" type="submit">
          Save
        </button>
        <button className="ly-button ly-button--quiet" type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
