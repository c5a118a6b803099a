import { newSubject, profile, round } from '../_social.mjs';

export default {
  title: 'How a client proves itself at a token endpoint',
  profile: 'generic-oauth-clients',
  steps: [
    ['basic', 'post', 'none'].map((provider) =>
      round(provider, {
        as: profile('ann', { id: newSubject(), email: `${provider}.{{ann}}` }),
        start: { provider },
      }),
    ),
    { does: 'asked the provider in three ways', provider: true },
  ],
};
