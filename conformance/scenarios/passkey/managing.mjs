import { bodies, signUp } from '../_people.mjs';
import { adds, signsIn } from '../_passkey.mjs';

export default {
  title: 'Own passkeys are listed, renamed and removed, and nobody else’s',
  profile: 'passkey',
  steps: [
    signUp('ann'),
    signUp('bob'),
    { does: 'has none', jar: 'ann', get: '/passkey/list-user-passkeys', expect: 200 },
    ...adds('ann', { body: { name: 'Phone' }, capture: { key: 'body.id' } }),
    ...adds('ann', { device: 'laptop', body: { name: 'Laptop' } }),
    ...adds('bob', { capture: { bobs: 'body.id' } }),
    { does: 'has two', jar: 'ann', get: '/passkey/list-user-passkeys', expect: 200 },
    { does: 'a stranger lists', get: '/passkey/list-user-passkeys', expect: '401 UNAUTHORIZED' },
    {
      does: 'a stranger renames',
      post: '/passkey/update-passkey',
      json: { id: '{{key}}', name: 'x' },
      expect: '401 UNAUTHORIZED',
    },
    {
      does: 'a stranger removes',
      post: '/passkey/delete-passkey',
      json: { id: '{{key}}' },
      expect: '401 UNAUTHORIZED',
    },
    ...bodies({ post: '/passkey/update-passkey', jar: 'ann' }, [
      ['renames', { id: '{{key}}', name: ' \u00a0Work phone\t' }, 200],
      ['renames by nothing', {}, '400 VALIDATION_ERROR'],
      ['renames to white space', { id: '{{key}}', name: ' \ufeff ' }, '400 VALIDATION_ERROR'],
      ['renames to a number', { id: '{{key}}', name: 1 }, '400 VALIDATION_ERROR'],
      ['renames to null', { id: '{{key}}', name: null }, '400 VALIDATION_ERROR'],
      ['renames a number', { id: 1, name: 'x' }, '400 VALIDATION_ERROR'],
      ['renames without an id', { id: '', name: 'x' }, 400],
      ['renames what is not there', { id: 'nothing', name: 'x' }, '404 PASSKEY_NOT_FOUND'],
      ["renames bob's", { id: '{{bobs}}', name: 'x' }, '401 YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY'],
    ]),
    ...bodies({ post: '/passkey/delete-passkey', jar: 'ann' }, [
      ['removes by nothing', {}, '400 VALIDATION_ERROR'],
      ['removes a number', { id: 1 }, '400 VALIDATION_ERROR'],
      ['removes without an id', { id: '' }, 400],
      ['removes what is not there', { id: 'nothing' }, '404 PASSKEY_NOT_FOUND'],
      ["removes bob's", { id: '{{bobs}}' }, 401],
      ['removes', { id: '{{key}}' }, 200],
      ['removes again', { id: '{{key}}' }, '404 PASSKEY_NOT_FOUND'],
    ]),
    { does: 'has one left', jar: 'ann', get: '/passkey/list-user-passkeys', expect: 200 },
    ...signsIn('cafe', 'ann', 'with the removed one', { expect: '401 PASSKEY_NOT_FOUND' }),
    ...signsIn('cafe', 'ann', 'with the other', { device: 'laptop' }),
    ...signsIn('cafe', 'bob', 'with his own'),
  ],
};
