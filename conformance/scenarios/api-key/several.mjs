import { bodies, signUp } from '../_people.mjs';
import { by, make } from '../_keys.mjs';

/** @type {Record<string, string>} the key of each configuration; that of any other is the usual one */
const kinds = { team: 'team', robot: 'robot' };

/** @param {string} path @param {string} config @param {string} id */
const reads = (path, config, id) => ({
  does: `ann ${path}s ${id} as ${config || 'any'}`,
  jar: 'ann',
  expect: (kinds[config] ?? 'usual') === id ? 200 : '404 KEY_NOT_FOUND',
  ...(path === 'get'
    ? { get: '/api-key/get', query: { id: `{{${id}Id}}`, ...(config && { configId: config }) } }
    : {
        post: `/api-key/${path}`,
        json: {
          keyId: `{{${id}Id}}`,
          ...(path === 'update' && { name: 'new' }),
          ...(config && { configId: config }),
        },
      }),
});

export default {
  title: 'Several kinds of keys beside each other',
  profile: 'api-key-several',
  steps: [
    signUp('ann'),
    {
      does: 'ann founds a school',
      post: '/organization/create',
      jar: 'ann',
      json: { name: 'School', slug: 'school' },
      expect: 200,
      capture: { school: 'body.id' },
    },
    make('ann', 'usual'),
    make('ann', 'named', { configId: 'default', name: 'named' }),
    make('ann', 'unknown', { configId: 'no such kind' }),
    make('ann', 'team', { configId: 'team', organizationId: '{{school}}', metadata: { a: 1 } }),
    make('ann', 'robot', { configId: 'robot', name: 'robot' }),
    ...bodies({ post: '/api-key/create', jar: 'ann' }, [
      ['a robot without a name', { configId: 'robot' }, '400 NAME_REQUIRED'],
      ['a team of nobody', { configId: 'team' }, '400 ORGANIZATION_ID_REQUIRED'],
      ['a usual one with metadata', { metadata: { a: 1 } }, '400 METADATA_DISABLED'],
      ['a kind that is no text', { configId: 7 }, 400],
    ]),
    { does: 'looks at the usual row', rows: 'apikey', where: { id: '{{usualId}}' } },
    { does: 'looks at the unknown row', rows: 'apikey', where: { id: '{{unknownId}}' } },
    { does: 'looks at the team row', rows: 'apikey', where: { id: '{{teamId}}' } },
    { does: 'looks at the robot row', rows: 'apikey', where: { id: '{{robotId}}' } },
    ...['', 'default', 'team', 'robot', 'no such kind'].flatMap((config) => [
      reads('get', config, 'usual'),
      reads('get', config, 'robot'),
      reads('get', config, 'team'),
    ]),
    ...['', 'default', 'team', 'robot', 'x'].map((config) => ({
      does: `ann lists ${config || 'all'}`,
      jar: 'ann',
      get: '/api-key/list',
      ...(config && { query: { configId: config } }),
      expect: 200,
    })),
    {
      does: 'ann lists those of the school',
      jar: 'ann',
      get: '/api-key/list',
      query: { organizationId: '{{school}}', configId: 'team' },
      expect: 200,
    },
    by('the usual key opens', 'usual', { get: '/get-session', expect: 200 }),
    by('the robot in the usual header', 'robot', { get: '/get-session', expect: 401 }),
    { does: 'the robot opens', get: '/get-session', headers: { 'x-robot': '{{robot}}' }, expect: 200 },
    {
      does: 'the usual key in the header of robots',
      get: '/get-session',
      headers: { 'x-robot': '{{usual}}' },
      expect: 401,
    },
    by('the key of the school', 'team', { get: '/get-session', expect: 401 }),
    { does: 'the robot opens again', get: '/get-session', headers: { 'x-robot': '{{robot}}' }, expect: 200 },
    {
      does: 'the robot opens once too often',
      get: '/get-session',
      headers: { 'x-robot': '{{robot}}' },
      expect: '429 RATE_LIMITED',
    },
    ...['', 'default', 'robot'].map((config) => reads('update', config, 'robot')),
    ...['', 'robot'].map((config) => reads('update', config, 'usual')),
    ...['team', '', 'robot'].map((config) => reads('delete', config, 'robot')),
    reads('delete', 'team', 'team'),
  ],
};
