import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type CallOptions } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import { pageAddress } from '../account/returnTo';
import { providerName } from '../account/SocialButtons';
import Refused from './Refused';
import type { List } from './useList';

/** One way to sign in, as the auth service lists it; `credential` is the password. */
export interface Account {
  id: string;
  providerId: string;
  accountId: string;
  createdAt: Date | string;
}

export const listAccounts = (fetchOptions: CallOptions) => authClient.listAccounts({ fetchOptions });

/** The other services the reader can sign in with: those linked, and those that could be. */
export default function LinkedAccounts({ list }: { list: List<Account> }): ReactNode {
  const [failure, setFailure] = useState('');
  const accounts = list.entries ?? [];
  const linked = accounts.filter((a) => a.providerId !== 'credential');
  const missing = settings().providers.filter((id) => !accounts.some((a) => a.providerId === id));

  async function link(provider: string): Promise<void> {
    const callbackURL = pageAddress('/profile');
    const { refusal } = await attempt((fetchOptions) =>
      authClient.linkSocial({ provider, callbackURL, errorCallbackURL: callbackURL, fetchOptions }),
    );
    setFailure(refusal?.message ?? '');
  }

  return (
    <>
      <Refused refusal={list.refusal} />
      <Notice kind="bad">{failure}</Notice>
      {linked.length > 0 && (
        <ul className="ly-entries">
          {linked.map((account) => (
            <li key={account.id}>
              <div>
                <strong>{providerName(account.providerId)}</strong>
                <span className="ly-hint">
                  Linked {new Date(account.createdAt).toLocaleDateString(undefined, { dateStyle: 'medium' })}
                </span>
              </div>
              {accounts.length > 1 && (
                <button
                  type="button"
                  className="ly-button ly-button--quiet"
                  aria-label={`Unlink ${providerName(account.providerId)}`}
                  onClick={() =>
                    void list.change(unlink(account), `${providerName(account.providerId)} is unlinked.`)
                  }
                >
                  Unlink
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="ly-entry-actions">
        {missing.map((provider) => (
          <button
            key={provider}
            type="button"
            className="ly-button ly-button--quiet"
            onClick={() => void link(provider)}
          >
            Link {providerName(provider)}
          </button>
        ))}
      </div>
      <p className="ly-hint" role="status">
        {list.told}
      </p>
    </>
  );
}

function unlink({ id }: Account) {
  return (fetchOptions: CallOptions) => authClient.unlinkAccount({ accountId: id, fetchOptions });
}
