import { bodies, session, signUp, verified } from '../_people.mjs';

const change = { jar: 'ann', post: '/change-email' };

export default {
  title: 'Changing the address: the old one agrees, the new one is verified',
  profile: 'change-email',
  steps: [
    signUp('ann'),
    signUp('bob'),
    ...bodies(change, [
      ['sends nothing', {}, '400 VALIDATION_ERROR'],
      ['sends a bad address', { newEmail: 'x' }, '400 VALIDATION_ERROR'],
      ['sends null', { newEmail: null }, '400 VALIDATION_ERROR'],
      ['sends the same address', { newEmail: '{{ann}}' }, 400],
      [
        'sends the same address in capitals',
        { newEmail: (/** @type {any} */ v) => v.ann.toUpperCase() },
        400,
      ],
      ['sends a taken address', { newEmail: '{{bob}}' }, 200],
      [
        'wants to go to a stranger',
        { newEmail: 'new.{{ann}}', callbackURL: 'https://evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
      ['changes an unverified address', { newEmail: 'NEW.{{ann}}', callbackURL: '/done?a=b' }, 200],
    ]),
    { does: 'the owner of the taken address gets no mail', mail: '{{bob}}', count: 0 },
    { does: 'the old address gets no mail yet', mail: '{{ann}}', count: 0 },
    { does: 'the new address gets a mail', mail: 'new.{{ann}}', capture: { link: 'url' } },
    { does: 'bob follows the link', jar: 'bob', get: '{{link}}', expect: 302 },
    { does: 'follows the link', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'with the new address'),
    { does: 'follows the link again', jar: 'ann', get: '{{link}}', expect: 302 },
    { ...verified('ann'), where: { id: '{{annId}}' } },
    { does: 'changes a verified address', ...change, json: { newEmail: 'third.{{ann}}' }, expect: 200 },
    { does: 'the old address is asked', mail: 'new.{{ann}}', count: 2, capture: { confirm: 'url' } },
    { does: 'the third address gets no mail yet', mail: 'third.{{ann}}', count: 0 },
    { does: 'agrees', get: '{{confirm}}', expect: 302 },
    { does: 'the third address gets a mail', mail: 'third.{{ann}}', capture: { last: 'url' } },
    { does: 'follows the last link without a session', get: '{{last}}', expect: 302 },
    session('ann', 'with the third address'),
    { does: 'looks at the stored user', rows: 'user', where: { id: '{{annId}}' } },
    { does: 'agrees again', get: '{{confirm}}', expect: 302 },
  ],
};
