import { ask, grant } from '../_device.mjs';
import { bodies, signUp } from '../_people.mjs';

const form = (/** @type {string} */ does, /** @type {string} */ text, /** @type {number} */ expect) => ({
  does,
  post: '/device/code',
  text,
  type: 'application/x-www-form-urlencoded',
  expect,
});

export default {
  title: 'What devices and their users may send',
  profile: 'device',
  steps: [
    signUp('ann'),
    ...bodies({ post: '/device/code' }, [
      ['asks without a client', {}, 400],
      ['asks as nobody', { client_id: '' }, 400],
      ['asks as a number', { client_id: 1 }, 400],
      ['asks for a scope that is a list', { client_id: 'tv', scope: ['read'] }, 400],
      ['asks for a user that is a number', { client_id: 'tv', user_id: 1 }, 400],
      ['asks for nothing in particular', { client_id: 'tv', scope: '', user_id: '' }, 200],
      ['asks with a list', [], 400],
    ]),
    { does: 'asks without a body', post: '/device/code', expect: 400 },
    form('asks by a form', 'client_id=tv&scope=read+write', 200),
    form('repeats the client', 'client_id=tv&client_id=radio', 400),
    form('repeats a client that is empty', 'client_id=&client_id=tv', 200),
    form('repeats a client that is empty at the end', 'client_id=tv&client_id=', 200),
    form('repeats the scope', 'client_id=tv&scope=a&scope=b', 400),
    form('repeats something else', 'client_id=tv&x=a&x=b', 200),
    form('asks by an empty client', 'client_id=', 400),
    form('asks by no client', 'scope=read', 400),
    ...bodies({ post: '/device/token' }, [
      ['polls with nothing', {}, '400 VALIDATION_ERROR'],
      [
        'polls with another grant',
        { grant_type: 'password', device_code: 'x', client_id: 'tv' },
        '400 VALIDATION_ERROR',
      ],
      ['polls without a code', { grant_type: grant, client_id: 'tv' }, '400 VALIDATION_ERROR'],
      ['polls without a client', { grant_type: grant, device_code: 'x' }, '400 VALIDATION_ERROR'],
      ['polls with a number', { grant_type: grant, device_code: 1, client_id: 'tv' }, '400 VALIDATION_ERROR'],
      ['polls with an unknown code', { grant_type: grant, device_code: 'x', client_id: 'tv' }, 400],
    ]),
    {
      does: 'polls by a form',
      post: '/device/token',
      form: { grant_type: grant, device_code: 'x', client_id: 'tv' },
      expect: 415,
    },
    { does: 'looks without a code', get: '/device', expect: '400 VALIDATION_ERROR' },
    { does: 'looks with an unknown code', get: '/device', query: { user_code: 'NOPE' }, expect: 400 },
    {
      does: 'looks with two codes',
      get: '/device',
      query: { user_code: ['A', 'B'] },
      expect: '400 VALIDATION_ERROR',
    },
    ...bodies({ post: '/device/approve', jar: 'ann' }, [
      ['approves nothing', {}, '400 VALIDATION_ERROR'],
      ['approves a number', { userCode: 1 }, '400 VALIDATION_ERROR'],
      ['approves an unknown code', { userCode: 'NOPE' }, 400],
    ]),
    ...bodies({ post: '/device/deny', jar: 'ann' }, [
      ['denies nothing', {}, '400 VALIDATION_ERROR'],
      ['denies an unknown code', { userCode: 'NOPE' }, 400],
    ]),
    ask('tv'),
    {
      does: 'a code is set',
      setup: true,
      update: 'deviceCode',
      set: { userCode: 'ABCD2345' },
      where: { deviceCode: '{{tvCode}}' },
    },
    {
      does: 'types it in lower case with a dash',
      get: '/device',
      query: { user_code: 'abcd-2345' },
      expect: 200,
    },
    { does: 'types it with spaces', get: '/device', query: { user_code: ' abcd 2345 ' }, expect: 200 },
    {
      does: 'types letters that are not used',
      get: '/device',
      query: { user_code: 'abcd-2340' },
      expect: 400,
    },
    { does: 'types something else', get: '/device', query: { user_code: 'ä' }, expect: 400 },
    { does: 'types nothing', get: '/device', query: { user_code: '' }, expect: 400 },
    { does: 'looks with another method', post: '/device', json: {}, expect: 404 },
  ],
};
