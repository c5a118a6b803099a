/**
 * The same things asked of a host: whether it trusts its own origin, and where its mails lead.
 * @param {string} host
 * @param {{origin: string, also?: Record<string, string>, trusted?: boolean}} how also: further headers
 */
export const asked = (host, { origin, also = {}, trusted = true }) => {
  const who = JSON.stringify({ host, origin, ...also });
  const headers = { host, origin, ...also };
  return [
    {
      does: `signs in at ${who}`,
      post: '/sign-in/email',
      headers,
      json: { email: '{{ann}}', password: 'correct horse battery' },
      expect: trusted ? 200 : '403 INVALID_ORIGIN',
    },
    {
      does: `asks ${who} for a reset`,
      post: '/request-password-reset',
      headers,
      json: { email: '{{ann}}' },
      expect: 200,
    },
    {
      does: `names a page of ${origin} at ${who}`,
      post: '/request-password-reset',
      headers,
      json: { email: '{{nobody}}', redirectTo: `${origin}/reset` },
      expect: trusted ? 200 : '403 INVALID_REDIRECT_URL',
    },
  ];
};
