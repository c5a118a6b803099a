/**
 * A profile is JSON, so an option that takes a function is written `true` there. This module replaces each
 * such `true` by a function that hands its mail to the collector; `false` removes the option, as if the
 * application had never configured a sender.
 */

/**
 * @typedef {{to: string, kind: string, url?: string, token?: string, otp?: string, createdAt: string}} Mail
 * @typedef {(mail: Omit<Mail, 'createdAt'>) => void} Collect
 */

/** Senders of the core, by their path in the options. @type {Record<string, (data: any) => Omit<Mail, 'createdAt'>>} */
const coreSenders = {
  'emailAndPassword.sendResetPassword': ({ user, url, token }) => ({
    kind: 'reset-password',
    to: user.email,
    url,
    token,
  }),
  'emailVerification.sendVerificationEmail': ({ user, url, token }) => ({
    kind: 'verify-email',
    to: user.email,
    url,
    token,
  }),
  'user.changeEmail.sendChangeEmailConfirmation': ({ user, url, token }) => ({
    kind: 'change-email',
    to: user.email,
    url,
    token,
  }),
  'user.deleteUser.sendDeleteAccountVerification': ({ user, url, token }) => ({
    kind: 'delete-user',
    to: user.email,
    url,
    token,
  }),
};

/** Senders of plugins; these are wired in without being asked for, because the plugin cannot start otherwise. */
export const pluginSenders = {
  /** @param {Collect} collect */
  magicLink: (collect) => ({
    sendMagicLink: (/** @type {any} */ { email, url, token }) =>
      collect({ kind: 'magic-link', to: email, url, token }),
  }),
  /** @param {Collect} collect */
  emailOTP: (collect) => ({
    sendVerificationOTP: async (/** @type {any} */ { email, otp, type }) =>
      collect({ kind: `otp-${type}`, to: email, otp }),
  }),
  /** @param {Collect} collect */
  phoneNumber: (collect) => ({
    sendOTP: (/** @type {any} */ { phoneNumber, code }) =>
      collect({ kind: 'phone-otp', to: phoneNumber, otp: code }),
    sendPasswordResetOTP: (/** @type {any} */ { phoneNumber, code }) =>
      collect({ kind: 'phone-reset', to: phoneNumber, otp: code }),
  }),
  /** @param {Collect} collect */
  twoFactor: (collect) => ({
    otpOptions: {
      sendOTP: (/** @type {any} */ { user, otp }) => collect({ kind: 'two-factor-otp', to: user.email, otp }),
    },
  }),
  /** @param {Collect} collect */
  organization: (collect) => ({
    sendInvitationEmail: async (/** @type {any} */ { email, id }) =>
      collect({ kind: 'invitation', to: email, url: `http://localhost:3000/accept-invitation?id=${id}` }),
  }),
};

/**
 * Replaces the boolean senders of the core in place.
 * @param {any} options Better Auth options as read from a profile
 * @param {Collect} collect
 */
export function wireCoreSenders(options, collect) {
  for (const [path, describe] of Object.entries(coreSenders)) {
    const keys = path.split('.');
    const last = /** @type {string} */ (keys.pop());
    const parent = keys.reduce((node, key) => node?.[key], options);
    if (parent?.[last] === true) parent[last] = async (/** @type {any} */ data) => collect(describe(data));
    else if (parent) delete parent[last];
  }
}
