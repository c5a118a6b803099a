/**
 * Where Lyceum's replies differ from the reference's on purpose. A declaration that covers nothing fails the
 * run, so that this list can only shrink to what is true.
 *
 * These are the defaults of Lyceum, played by scenarios/defaults/. With `auth.compat: reference` there is none but where
 * the option says why no client can depend on it.
 */

const option = '`auth.compat: reference`';

/** @type {import('./compare/allowed.mjs').Allowed[]} */
export default [
  {
    scenario: 'defaults/*',
    path: 'exchanges[0].headers.cache-control',
    reason: 'Answers are kept out of every cache, but for the keys.',
    option,
  },
  {
    scenario: 'defaults/*',
    path: 'exchanges[0].body.json.session.ipAddress',
    reason:
      "The client's address is the socket's unless proxies are trusted; the reference believes any X-Forwarded-For and otherwise knows none.",
    option: `${option}, or \`auth.advanced.ipAddress.trustedProxies\``,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann administers as bob',
    reason: 'Whoever impersonates somebody administers nothing.',
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann asks for another address as bob',
    reason: 'Whoever impersonates somebody makes nothing that outlives the impersonation.',
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann sees the sessions of bob',
    reason: "Administrators see handles in the place of other people's session tokens.",
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'bob asks for the session after a new password',
    reason: 'A password that an administrator sets ends the sessions.',
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann gives a role nobody knows',
    reason: 'Roles must exist.',
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann filters by what is no field',
    reason: 'A question that cannot be answered is refused instead of being answered with nothing.',
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann makes a user with a common password',
    reason: 'The most common passwords are refused, also when an administrator chooses them.',
    option,
  },
  {
    scenario: 'defaults/administration',
    step: 'ann gives up her role',
    reason: 'Somebody always remains who can administer.',
    option,
  },
  {
    scenario: 'defaults/address-change',
    step: 'follows the link to the new address',
    reason: 'A changed password ends changes of address that were begun before it.',
    option,
  },
  {
    scenario: 'defaults/address-change',
    step: 'ann asks for the session after the link',
    reason: 'A changed password ends changes of address that were begun before it.',
    option,
  },
  {
    scenario: 'defaults/address-change',
    step: 'asks again with an old session',
    reason: 'Changing the address needs a fresh session.',
    option,
  },
  {
    scenario: 'defaults/sessions',
    step: 'lists the sessions',
    reason:
      'A session token is shown to nobody but its owner: others are listed with a handle that ends them.',
    option,
  },
  {
    scenario: 'defaults/sessions',
    step: 'signs out the others, one by one',
    reason:
      'A session token is shown to nobody but its owner: others are listed with a handle that ends them.',
    option,
  },
  {
    scenario: 'defaults/common-passwords',
    step: 'signs up with *',
    reason: 'The most common passwords are refused.',
    option,
  },
  {
    scenario: 'defaults/known-words',
    reason: 'Passwords made of the name of the service or of the person are refused.',
    option,
  },
  {
    scenario: 'defaults/common-passwords',
    step: 'changes to a common password',
    reason: 'The most common passwords are refused.',
    option,
  },
  {
    scenario: 'defaults/deletion',
    step: 'deletes without',
    reason: 'Deleting an account asks for the password, so that a session left open is not enough.',
    option,
  },
  {
    scenario: 'defaults/guesses',
    step: 'guesses again, 11',
    reason: 'Wrong guesses are budgeted per account as well as per address.',
    option,
  },
  {
    scenario: 'defaults/cookie-cache',
    step: 'phone asks for the session *',
    reason: 'A cookie is believed only while nothing in it has changed since it was written.',
    option,
  },
  {
    scenario: 'defaults/cookie-cache',
    step: 'bob asks for the session *',
    reason: 'A cookie is believed only while nothing in it has changed since it was written.',
    option,
  },
  {
    scenario: 'defaults/cookie-cache',
    step: 'ann asks for the session *',
    reason: 'A cookie is believed only while nothing in it has changed since it was written.',
    option,
  },
  {
    scenario: 'defaults/api-key',
    step: 'the robot *',
    reason: 'Who has only an API key manages no keys, and does nothing that asks for a recent sign-in.',
    option,
  },
  {
    scenario: 'defaults/device',
    step: 'guesses, 11',
    reason: 'Guesses at the codes that devices show are budgeted per user, or per address without a session.',
    option,
  },
  {
    scenario: 'defaults/device',
    step: 'approves with an old session',
    reason: 'The session of a device is a new one: approving it needs a recent sign-in.',
    option,
  },
  {
    scenario: 'defaults/half-characters',
    step: 'keeps it in metadata',
    path: 'exchanges[0].body.json.metadata',
    reason:
      'Texts are Unicode: half a surrogate pair is replaced when it is read, so that no other program chokes on it.',
    option:
      'none: the reference replaces it too in all that it stores as text, hashes or signs; it survives within JSON alone, and no client can show it',
  },
  {
    scenario: 'defaults/hidden-fields',
    step: 'ann becomes bob',
    path: 'exchanges[0].body.json.session.trace',
    reason:
      'What is not to be returned is not, also where the reference answers with all that it has just stored.',
    option:
      'none: what an operator keeps to the server is for no client, and other endpoints of the reference hide it',
  },
  {
    scenario: 'defaults/hidden-fields',
    step: 'cafe signs in as bob',
    path: 'exchanges[0].body.json.session.trace',
    reason:
      'What is not to be returned is not, also where the reference answers with all that it has just stored.',
    option:
      'none: what an operator keeps to the server is for no client, and other endpoints of the reference hide it',
  },
  {
    scenario: 'defaults/hidden-fields',
    step: 'cafe signs in as bob',
    path: 'exchanges[0].body.json.user.note',
    reason:
      'What is not to be returned is not, also where the reference answers with all that it has just stored.',
    option:
      'none: what an operator keeps to the server is for no client, and other endpoints of the reference hide it',
  },
  {
    scenario: 'defaults/kept-types',
    step: 'the session of ann is kept *',
    path: 'stored.value.session.ipAddress',
    reason: "The client's address is the socket's unless proxies are trusted.",
    option: `${option}, or \`auth.advanced.ipAddress.trustedProxies\``,
  },
  {
    scenario: 'defaults/kept-types',
    step: 'the session of ann is kept with a text',
    path: 'stored.value.session.trace',
    reason:
      'A change of the session keeps its hidden fields, which the reference loses in secondary storage.',
    option: 'none: with sessions in the database the reference keeps them too, and no client sees them',
  },
  {
    scenario: 'defaults/kept-types',
    step: 'ann *',
    path: 'exchanges[0].body.json.session.theme',
    reason: 'A field has the type that it was declared with, wherever sessions are kept.',
    option: 'none: with sessions in the database the reference stores a text too',
  },
  {
    scenario: 'defaults/numbers',
    step: 'get-user: *',
    reason:
      'An id that counts is written in one way, so that two texts for one user never pass as two users.',
    option: 'none: no client has such an id from the server',
  },
  {
    scenario: 'defaults/unchecked-targets',
    step: 'resets and goes to *',
    path: 'exchanges[0].headers.location.url',
    reason:
      'A backslash in a target is no slash: nothing leads elsewhere in disguise, even where origins are not checked.',
    option: 'none: with `auth.advanced.disableOriginCheck` an address with slashes leads anywhere',
  },
  {
    scenario: 'defaults/odd-types',
    step: 'takes a *',
    reason: 'A list or a record is no text; PostgreSQL would store its own notation of it.',
    option:
      'none: what the reference does depends on its database (PostgreSQL stores `{"Ann"}`, SQLite fails), so no client can depend on it',
  },
  {
    scenario: 'defaults/renewed-cookies',
    step: 'lists accounts',
    reason:
      'A session that an endpoint renews keeps its cookie, too: of several cookies the reference sends the last, and the browser forgets a session that lives on.',
    option,
  },
  {
    scenario: 'defaults/long-callbacks',
    step: 'is posted back with a code too long for a header',
    reason: 'What a form brings becomes a header and a request line, and so is at most 8 KiB.',
    option,
  },
  {
    scenario: 'defaults/large-bodies',
    step: 'sends two',
    reason: 'Bodies are at most 1 MiB.',
    option: '`server.maxBodyBytes`',
  },
  {
    scenario: 'defaults/passkey-known-keys',
    step: "bob adds ann's passkey",
    reason: 'A key that is registered is not registered again: its owner could no longer sign in.',
    option,
  },
  {
    scenario: 'defaults/passkey-verification',
    step: 'cafe begins to sign in',
    path: 'exchanges[0].body.json.userVerification',
    reason: 'Required user verification is asked for in both ceremonies.',
    option,
  },
  {
    scenario: 'defaults/passkey-verification',
    step: 'cafe signs in as ann without user verification',
    reason: 'Required user verification is enforced; the reference leaves it to the browser.',
    option,
  },
  {
    scenario: 'defaults/password-change',
    step: 'phone asks for the session after the change',
    reason: 'A password change ends the other sessions: whoever else is signed in may be the reason for it.',
    option,
  },
  {
    scenario: 'defaults/password-change',
    step: 'resets by a link from before',
    reason: 'A password change ends reset links that are on their way.',
    option,
  },
  {
    scenario: 'defaults/password-reset',
    step: 'ann asks for the session after the reset',
    reason: 'A password reset ends every session.',
    option: `${option}; the reference has \`revokeSessionsOnPasswordReset\` for it`,
  },
  {
    scenario: 'defaults/password-reset',
    step: 'resets by the first link',
    reason: 'A password reset ends every other reset link.',
    option,
  },
  {
    scenario: 'defaults/prefetch',
    reason: 'A request that says it only looks ahead consumes no link; the person who follows it still can.',
    option,
  },
  {
    scenario: 'defaults/profile-texts',
    step: 'asks for a link with a control character in the name',
    reason: 'Profile texts are bounded and hold no control characters, pictures no script.',
    option,
  },
  {
    scenario: 'defaults/profile-texts',
    step: 'takes a *',
    reason: 'Profile texts are bounded and hold no control characters, pictures no script.',
    option,
  },
  {
    scenario: 'defaults/profile-texts',
    step: 'takes markup for a picture',
    reason: 'Profile texts are bounded and hold no control characters, pictures no script.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'bob gives more than *',
    reason:
      'Nobody gives a role that allows more than their own roles do; the reference guards only the creator role.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'bob invites as more than *',
    reason: 'Nobody invites into a role that allows more than their own roles do.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'ann names a member of *',
    reason: 'Members of other organizations are as unknown as those that do not exist.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'ann names no team',
    reason: 'Teams that do not exist are told as teams one is not in.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'bob renames *',
    reason: 'A role that allows more than the renamer may get no name that somebody holds already.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'ann makes a role of *',
    reason: 'A role whose name reads as several could be held by nobody.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'ann writes a *',
    reason: 'Names, slugs, pictures and metadata of organizations are bounded as profiles are.',
    option,
  },
  {
    scenario: 'defaults/organization',
    step: 'ann, the last owner, *',
    reason: 'An account that an organization with other members needs as its last owner cannot be deleted.',
    option,
  },
  {
    scenario: 'defaults/phone-number',
    step: 'sends a code to something else',
    reason:
      'What does not look like a phone number (E.164) is refused, unless a validator of your own decides.',
    option,
  },
  {
    scenario: 'defaults/two-factor',
    step: 'enters the same code again',
    reason: 'The code of an authenticator app works once.',
    option,
  },
  {
    scenario: 'defaults/two-factor',
    step: 'follows a link*',
    reason:
      'A second factor guards every way of signing in, links in mails and providers as well as passwords.',
    option,
  },
  {
    scenario: 'defaults/two-factor',
    step: 'ann asks for the session of *',
    reason:
      'A second factor guards every way of signing in, links in mails and providers as well as passwords.',
    option,
  },
  {
    scenario: 'defaults/two-factor',
    step: 'signs in with the new password on the trusted device',
    reason: 'A new password, address or factor ends the trust in devices.',
    option,
  },
  {
    scenario: 'defaults/two-factor',
    step: 'guesses where ann is signed in, 10',
    reason:
      'Codes that signed-in people enter are counted too, as are those of users without an authenticator app.',
    option,
  },
];
