import { signUp } from '../_people.mjs';
import { by, make } from '../_keys.mjs';

export default {
  title: 'Who has only a key manages no keys',
  profile: 'api-key-defaults',
  steps: [
    signUp('ann'),
    make('ann', 'robot', {}, { setup: true, opaque: true }),
    by('the robot lists the keys', 'robot', { get: '/api-key/list', expect: 200, opaque: true }),
    by('the robot makes another', 'robot', { post: '/api-key/create', json: {}, expect: 200 }),
    by('the robot lists sessions', 'robot', { get: '/list-sessions', expect: 200 }),
  ],
};
