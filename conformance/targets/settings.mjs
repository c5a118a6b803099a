/**
 * What both servers are told, so that their replies can be compared byte by byte: the same secret, and a
 * public URL that is not the port they listen on. The runner rewrites that URL when it sends a request.
 */
export const secret = 'conformance-secret-0123456789-abcdefghij-XYZ';
export const publicURL = 'http://localhost:3000';

/**
 * Environment of a server process. Nothing of the caller's own settings may reach a server under test.
 * @param {Record<string, string | null>} profileEnv null takes a variable away
 */
export function serverEnv(profileEnv) {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const env = {
    PATH,
    HOME,
    TMPDIR: TMPDIR || null,
    NODE_ENV: 'production',
    BETTER_AUTH_SECRET: secret,
    BETTER_AUTH_URL: publicURL,
    BETTER_AUTH_TELEMETRY: '0',
    ...profileEnv,
  };
  return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== null));
}
