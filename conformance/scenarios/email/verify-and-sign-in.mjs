import { session, signUp } from '../_people.mjs';

export default {
  title: 'Verification mails at sign-up, and a session for whoever follows the link',
  profile: 'verify-signs-in',
  steps: [
    signUp('ann', { setup: false, json: { callbackURL: 'https://app.example.com/welcome' } }),
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url' } },
    { does: 'follows the link in another browser', jar: 'phone', get: '{{link}}', expect: 302 },
    session('phone', 'by the link'),
    { does: 'follows it again in that browser', jar: 'phone', get: '{{link}}', expect: 302 },
    { does: 'follows it again in a third browser', jar: 'tablet', get: '{{link}}', expect: 302 },
    session('tablet', 'by nothing'),
    signUp('bob', { setup: false }),
    { does: 'bob gets a mail', mail: '{{bob}}', capture: { link: 'url' } },
    { does: 'bob follows the link where he is signed in', jar: 'bob', get: '{{link}}', expect: 302 },
    session('bob', 'verified'),
    signUp('cid'),
    { does: 'cid gets a mail', mail: '{{cid}}', capture: { link: 'url' } },
    { does: "bob follows cid's link", jar: 'bob', get: '{{link}}', expect: 302 },
    session('bob', "after cid's link"),
    { does: 'has these sessions', rows: 'session', where: { userId: '{{annId}}' } },
  ],
};
