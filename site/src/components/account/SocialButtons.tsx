import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Notice from './Notice';
import { landing } from './returnTo';

const names: Record<string, string> = { github: 'GitHub', gitlab: 'GitLab', linkedin: 'LinkedIn' };

/** What to call a provider, from its id. */
export function providerName(id: string): string {
  return settings().providerNames?.[id] ?? names[id] ?? id.charAt(0).toUpperCase() + id.slice(1);
}

/** One button for each provider that the server has set up; nothing when there is none. */
export default function SocialButtons({ redirect }: { redirect: string }): ReactNode {
  const [failure, setFailure] = useState('');
  const { providers } = settings();
  if (providers.length === 0) return null;

  async function go(provider: string): Promise<void> {
    const callbackURL = landing(redirect);
    // The client leaves the page by itself when the server names the provider's address.
    const { refusal } = await attempt((fetchOptions) =>
      authClient.signIn.social({ provider, callbackURL, errorCallbackURL: callbackURL, fetchOptions }),
    );
    setFailure(refusal?.message ?? '');
  }

  return (
    <>
      <Notice kind="bad">{failure}</Notice>
      {providers.map((provider) => (
        <button
          key={provider}
          type="button"
          className="ly-button ly-button--quiet"
          onClick={() => void go(provider)}
        >
          Continue with {providerName(provider)}
        </button>
      ))}
    </>
  );
}
