import { bodies, signUp } from '../_people.mjs';
import { make } from '../_keys.mjs';

export default {
  title: 'Keys with other options',
  profile: 'api-key-strict',
  steps: [
    signUp('ann'),
    make('ann', 'one', { name: 'four' }),
    ...bodies({ post: '/api-key/create', jar: 'ann' }, [
      ['names nothing', {}, '400 NAME_REQUIRED'],
      ['names too little', { name: 'ab' }, '400 INVALID_NAME_LENGTH'],
      ['names too much', { name: 'abcdef' }, '400 INVALID_NAME_LENGTH'],
      ['wants another end', { name: 'four', expiresIn: 100000 }, '400 KEY_DISABLED_EXPIRATION'],
      ['sends metadata', { name: 'four', metadata: { a: 1 } }, '400 METADATA_DISABLED'],
      ['takes another prefix', { name: 'four', prefix: 'x-' }, 200],
    ]),
    {
      does: 'changes metadata',
      post: '/api-key/update',
      jar: 'ann',
      json: { keyId: '{{oneId}}', metadata: {} },
      expect: '400 NO_VALUES_TO_UPDATE',
    },
    {
      does: 'changes the end',
      post: '/api-key/update',
      jar: 'ann',
      json: { keyId: '{{oneId}}', expiresIn: null },
      expect: '400 KEY_DISABLED_EXPIRATION',
    },
    { does: 'looks at the row', rows: 'apikey', where: { id: '{{oneId}}' } },
    { does: 'uses the usual header', get: '/get-session', headers: { 'x-api-key': '{{one}}' }, expect: 200 },
    { does: 'uses the first header', get: '/get-session', headers: { 'x-first': '{{one}}' }, expect: 200 },
    { does: 'uses the second header', get: '/get-session', headers: { 'x-second': '{{one}}' }, expect: 200 },
  ],
};
