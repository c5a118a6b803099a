import { gets, people } from '../_admin.mjs';

export default {
  title: 'An id that counts is written in one way',
  profile: 'numbers-as-they-come',
  own: true,
  steps: [
    people(),
    gets('ann', 'get-user', [
      ['ann', { id: '{{annId}}' }, 200],
      ['a blank before', { id: ' {{annId}}' }, 200],
      ['a fraction', { id: '{{annId}}.0' }, 200],
      ['in base sixteen', { id: '0x{{annId}}' }, 200],
    ]),
  ],
};
