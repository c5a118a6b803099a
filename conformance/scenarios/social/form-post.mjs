import { newSubject, profile } from '../_social.mjs';

const query = (/** @type {any} */ v) => Object.fromEntries(new URL(v.callback).searchParams);

export default {
  title: 'A provider that posts the callback is sent round by GET',
  profile: 'social',
  steps: [
    {
      does: 'starts',
      jar: 'ann',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home' },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    { does: 'agrees', setup: true, authorize: '{{authorize}}', as: profile('ann', { id: newSubject() }) },
    {
      does: 'is posted back',
      post: '/callback/gitlab',
      form: query,
      expect: 302,
      capture: { next: 'headers.location' },
    },
    { does: 'goes round by GET', jar: 'ann', get: '{{next}}', expect: 302 },
    {
      does: 'posts known and unknown fields',
      post: '/callback/gitlab',
      form: {
        code: 'a b',
        state: 's',
        user: '{"name":"x"}',
        iss: 'https://i',
        other: 'dropped',
        id_token: 'dropped',
      },
      expect: 302,
    },
    {
      does: 'posts JSON',
      post: '/callback/gitlab',
      json: { code: 'x', state: 'y', device_id: 'z' },
      expect: 302,
    },
    {
      does: 'posts with a query, which wins',
      post: '/callback/gitlab',
      query: { code: 'query' },
      form: { code: 'form', state: 's' },
      expect: 302,
    },
    { does: 'posts nothing', post: '/callback/gitlab', expect: 302 },
    {
      does: 'posts text',
      post: '/callback/gitlab',
      type: 'text/plain',
      text: 'x',
      expect: '415 UNSUPPORTED_MEDIA_TYPE',
    },
    {
      does: 'posts an error',
      post: '/callback/gitlab',
      form: { error: 'access_denied', error_description: 'no & no' },
      expect: 302,
    },
  ],
};
