/** The field of a form that a refusal is about, or the whole form. */
export type Field =
  | 'name'
  | 'email'
  | 'password'
  | 'currentPassword'
  | 'username'
  | 'slug'
  | 'image'
  | 'code'
  | 'actor'
  | 'target'
  | 'form';

export interface Refusal {
  code: string;
  message: string;
  field: Field;
}

export interface ClientError {
  code?: string | undefined;
  message?: string | undefined;
  status: number;
}

export interface ClientReply<T> {
  data: T | null;
  error: ClientError | null;
}

export interface CallOptions {
  onError: (context: { response: Response }) => void;
}

export type Outcome<T> = { data: T; refusal?: undefined } | { data?: undefined; refusal: Refusal };

const unreachable: Refusal = {
  code: 'NETWORK',
  message: 'The sign-in service cannot be reached. Check your connection and try again.',
  field: 'form',
};

const sentences: Record<string, [message: string, field: Field]> = {
  INVALID_EMAIL_OR_PASSWORD: ['The e-mail address or the password is not right.', 'form'],
  INVALID_USERNAME_OR_PASSWORD: ['The user name or the password is not right.', 'form'],
  USERNAME_IS_ALREADY_TAKEN: ['This user name is taken. Please choose another one.', 'username'],
  INVALID_USERNAME: ['Use letters, digits, underscores and dots.', 'username'],
  USERNAME_TOO_SHORT: ['This user name is too short.', 'username'],
  USERNAME_TOO_LONG: ['This user name is too long.', 'username'],
  INVALID_OTP: ['This code is not right.', 'code'],
  OTP_EXPIRED: ['This code is too old. Ask for a new one.', 'code'],
  OTP_NOT_FOUND: ['This code is not right, or there is none for you. Ask for a new one.', 'code'],
  TOO_MANY_ATTEMPTS: ['Too many wrong codes. Ask for a new one.', 'form'],
  INVALID_PHONE_NUMBER: [
    'This does not look like a phone number. Begin with the country, as in +49 …',
    'form',
  ],
  PHONE_NUMBER_EXIST: ['This number belongs to another account.', 'form'],
  INVALID_EMAIL: ['This does not look like an e-mail address.', 'email'],
  INVALID_PASSWORD: ['The current password is not right.', 'currentPassword'],
  PASSWORD_TOO_SHORT: ['This password is too short.', 'password'],
  PASSWORD_COMPROMISED: [
    'This password is on lists that attackers try. Please choose another one.',
    'password',
  ],
  PASSWORD_TOO_LONG: ['This password is too long: 128 characters are the limit.', 'password'],
  USER_ALREADY_EXISTS: ['There is already an account with this address. Sign in instead.', 'email'],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: [
    'There is already an account with this address. Sign in instead, or use another one.',
    'email',
  ],
  EMAIL_NOT_VERIFIED: ['Please confirm your address first: we have sent you a mail with a link.', 'form'],
  EMAIL_PASSWORD_DISABLED: ['Signing in with a password is switched off here.', 'form'],
  EMAIL_PASSWORD_SIGN_UP_DISABLED: ['New accounts cannot be made here at the moment.', 'form'],
  CREDENTIAL_ACCOUNT_NOT_FOUND: ['Your account has no password: you sign in another way.', 'form'],
  SESSION_NOT_FRESH: ['For your safety, please sign in again to see this.', 'form'],
  SESSION_EXPIRED: ['Your session has ended. Please sign in again.', 'form'],
  UNAUTHORIZED: ['Your session has ended. Please sign in again.', 'form'],
  PROVIDER_NOT_FOUND: ['This way to sign in is not set up here.', 'form'],
  INVALID_ORIGIN: [
    'This page is not allowed to sign in here. Its address is missing from trustedOrigins.',
    'form',
  ],
  INVALID_CALLBACK_URL: [
    'This page is not allowed to sign in here. Its address is missing from trustedOrigins.',
    'form',
  ],
  CHANGE_EMAIL_DISABLED: ['Addresses cannot be changed here.', 'form'],
  RESET_PASSWORD_DISABLED: ['Passwords cannot be reset here.', 'form'],
  FAILED_TO_UNLINK_LAST_ACCOUNT: ['This is your only way to sign in. Add another one first.', 'form'],
  // Pictures.
  PICTURE_NOT_SUPPORTED: ['Choose a PNG, JPEG or WebP picture.', 'image'],
  PICTURE_UNREADABLE: ['This picture cannot be read.', 'image'],
  PICTURE_TOO_LARGE: ['This picture has too many pixels.', 'image'],
  PAYLOAD_TOO_LARGE: ['This is too large to be sent.', 'image'],
  // Organizations.
  ORGANIZATION_ALREADY_EXISTS: ['This short name is taken. Please choose another one.', 'slug'],
  ORGANIZATION_SLUG_ALREADY_TAKEN: ['This short name is taken. Please choose another one.', 'slug'],
  // Two-factor sign-in.
  INVALID_CODE: ['This code is not right. Codes change every half minute: try the next one.', 'code'],
  INVALID_BACKUP_CODE: ['This backup code is not right, or it has been used.', 'code'],
  OTP_HAS_EXPIRED: ['This code is too old. Ask for a new one.', 'code'],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: ['Too many wrong codes. Please start again.', 'form'],
  ACCOUNT_TEMPORARILY_LOCKED: ['Too many wrong codes. Wait a quarter of an hour, then try again.', 'form'],
  INVALID_TWO_FACTOR_COOKIE: ['This sign-in has taken too long. Please start again.', 'form'],
  TWO_FACTOR_NOT_ENABLED: [
    'You take the second step with a code by mail: there are no backup codes without an app.',
    'form',
  ],
  TOTP_ALREADY_ENABLED: [
    'An authenticator app is set up already. To use another, switch two-step sign-in off and on again.',
    'form',
  ],
  OTP_NOT_CONFIGURED: ['Codes cannot be mailed here.', 'form'],
  TOTP_NOT_CONFIGURED: ['Authenticator apps are not set up here.', 'form'],
  // Passkeys; some of these are the browser's.
  PASSKEY_NOT_FOUND: ['This passkey does not belong to an account here. It may have been removed.', 'form'],
  AUTHENTICATION_FAILED: ['This passkey was not accepted. Please try again.', 'form'],
  CHALLENGE_NOT_FOUND: ['This has taken too long. Please try again.', 'form'],
  FAILED_TO_VERIFY_REGISTRATION: ['The passkey could not be added. Please try again.', 'form'],
  AUTH_CANCELLED: ['No passkey was used. Try again, or sign in another way.', 'form'],
  ERROR_CEREMONY_ABORTED: ['No passkey was used. Try again, or sign in another way.', 'form'],
  ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY: ['No passkey was used. You can try again.', 'form'],
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: ['This device has a passkey for your account already.', 'form'],
  ERROR_INVALID_RP_ID: [
    'This page is not allowed to use passkeys: its address is not the one set up.',
    'form',
  ],
  ERROR_INVALID_DOMAIN: [
    'This page is not allowed to use passkeys: its address is not the one set up.',
    'form',
  ],
  FAILED_TO_CREATE_SESSION: ['You could not be signed in. Please try again.', 'form'],
  FAILED_TO_CREATE_USER: ['The account could not be made. Please try again.', 'form'],
  // Arrive as ?error=… from links in mails and from providers.
  INVALID_TOKEN: ['This link is not valid any more. Ask for a new one.', 'form'],
  EXPIRED_TOKEN: ['This link is too old. Ask for a new one.', 'form'],
  ATTEMPTS_EXCEEDED: ['This link has been used already. Ask for a new one.', 'form'],
  new_user_signup_disabled: ['New accounts cannot be made here at the moment.', 'form'],
  signup_disabled: ['New accounts cannot be made here at the moment.', 'form'],
  access_denied: ['You have not allowed the other service to sign you in.', 'form'],
  account_not_linked: [
    'There is already an account with this address. Sign in the way you did before.',
    'form',
  ],
  email_not_found: ['The other service did not tell us your e-mail address.', 'form'],
};

/**
 * Makes one call of the auth client and turns whatever goes wrong into a sentence and the field it is about.
 * The call must hand the options it is given to the client, so that the wait after too many tries can be read.
 */
export async function attempt<T>(
  call: (options: CallOptions) => Promise<ClientReply<T>>,
): Promise<Outcome<T>> {
  let wait: string | null = null;
  try {
    const { data, error } = await call({
      onError: ({ response }) => (wait = response.headers.get('X-Retry-After')),
    });
    return error ? { refusal: explain(error, wait) } : { data: data as T };
  } catch {
    return { refusal: unreachable };
  }
}

/** The sentence for an error code that arrived in an address. */
export function explainCode(code: string): string {
  return (
    (sentences[code] ?? sentences[code.toUpperCase()])?.[0] ?? 'You could not be signed in. Please try again.'
  );
}

function explain(error: ClientError, wait: string | null): Refusal {
  if (error.status === 429) return { code: 'TOO_MANY_REQUESTS', message: tooMany(wait), field: 'form' };
  if (error.status === 0) return unreachable;
  const code = error.code ?? `HTTP_${error.status}`;
  const known = sentences[code];
  if (known) return { code, message: known[0], field: known[1] };
  if (error.status >= 500)
    return { code, message: 'Something went wrong on our side. Try again in a moment.', field: 'form' };
  return { code, message: sentence(error.message), field: fieldOf(error.message) };
}

function tooMany(wait: string | null): string {
  const seconds = Number(wait);
  if (!wait || !Number.isFinite(seconds)) return 'Too many tries. Wait a little, then try again.';
  return `Too many tries. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}.`;
}

/** Validation messages start with the place, as in `[body.email] Invalid email address`. */
function fieldOf(message = ''): Field {
  const place = /^\[body\.(\w+)\]/.exec(message)?.[1];
  if (place === 'newPassword') return 'password';
  return place === 'name' || place === 'email' || place === 'password' || place === 'currentPassword'
    ? place
    : 'form';
}

function sentence(message = ''): string {
  const text = message
    .replace(/^\[[^\]]*\]\s*/, '')
    .split(';')[0]
    ?.trim();
  if (!text) return 'That did not work. Please try again.';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Whether a refusal means that the reader must sign in again: the session is over, or not new enough. */
export function asksToSignIn({ code }: Refusal): boolean {
  return code === 'UNAUTHORIZED' || code === 'SESSION_EXPIRED' || code === 'SESSION_NOT_FRESH';
}
