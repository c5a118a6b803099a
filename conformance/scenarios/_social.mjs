/** Steps of a sign-in through GitLab, as the provider of the run speaks it. */

/**
 * A GitLab profile.
 * @param {string} who
 * @param {Record<string, any>} [more]
 */
export const profile = (who, more = {}) => ({
  username: who,
  name: `${who} at the provider`,
  email: `{{${who}}}`,
  email_verified: true,
  state: 'active',
  locked: false,
  avatar_url: `https://example.com/${who}.png`,
  ...more,
});

let subject = 4100;
/** A subject nobody else has; the modules of all scenarios are loaded once, in one order. */
export const newSubject = () => ++subject;

/**
 * Starts at the server, agrees at the provider, comes back.
 * @param {string} name of the round, and of the jar unless `jar` is given
 * @param {{as: any, start?: any, jar?: string, grant?: any, deny?: string, setup?: boolean, to?: any, path?: string}} how
 *   as: profile at the provider; start: members of the first request; to: what the callback answers
 */
export const round = (name, { as, start = {}, jar = name, grant, deny, setup = false, to = 302, path }) => [
  {
    does: `${name}: starts`,
    setup,
    jar,
    post: path ?? '/sign-in/social',
    json: { provider: 'gitlab', callbackURL: '/home', ...start },
    expect: 200,
    capture: { authorize: 'body.url' },
  },
  {
    does: `${name}: answers the provider`,
    setup: true,
    authorize: '{{authorize}}',
    as,
    ...(grant && { grant }),
    ...(deny && { deny }),
  },
  { does: `${name}: comes back`, setup, jar, get: '{{callback}}', expect: to },
];
