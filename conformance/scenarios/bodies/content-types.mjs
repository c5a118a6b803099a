const signUp = (/** @type {string} */ does, /** @type {any} */ more, expect = '400 VALIDATION_ERROR') => ({
  does,
  post: '/sign-up/email',
  expect,
  ...more,
});
const verify = (/** @type {string} */ does, /** @type {any} */ more, expect = '400 VALIDATION_ERROR') => ({
  does,
  post: '/request-password-reset',
  expect,
  ...more,
});

export default {
  title: 'Content types and malformed bodies',
  steps: [
    signUp('sends no body', {}),
    signUp('sends an empty body that says JSON', { text: '', type: 'application/json' }),
    signUp('sends malformed JSON', { text: '{"name":', type: 'application/json' }, '400 BAD_REQUEST'),
    signUp('sends two documents', { text: '{}{}', type: 'application/json' }, '400 BAD_REQUEST'),
    signUp('sends a blank body', { text: '   ', type: 'application/json' }, '400 BAD_REQUEST'),
    signUp('sends single quotes', { text: "{'name':'x'}", type: 'application/json' }, '400 BAD_REQUEST'),
    signUp('sends a trailing comma', { text: '{"name":"x",}', type: 'application/json' }, '400 BAD_REQUEST'),
    signUp('sends a byte order mark', { text: '\ufeff{}', type: 'application/json' }),
    signUp('sends null', { json: null }),
    signUp('sends an array', { json: [] }),
    signUp('sends a string', { json: 'x' }),
    signUp('sends a number', { json: 7 }),
    signUp('sends true', { json: true }),
    signUp('says text', { text: '{}', type: 'text/plain' }, '415 UNSUPPORTED_MEDIA_TYPE'),
    signUp('says XML', { text: '<a/>', type: 'application/xml' }, '415 UNSUPPORTED_MEDIA_TYPE'),
    signUp(
      'says multipart',
      { text: '--x--', type: 'multipart/form-data; boundary=x' },
      '415 UNSUPPORTED_MEDIA_TYPE',
    ),
    signUp('says nothing understandable', { text: '{}', type: 'json' }, '415 UNSUPPORTED_MEDIA_TYPE'),
    signUp('says a kind of JSON', { text: '{}', type: 'application/ld+json' }, '415 UNSUPPORTED_MEDIA_TYPE'),
    signUp('says JSON in capitals with a charset', { text: '{}', type: 'Application/JSON; charset=UTF-8' }),
    signUp('says a form with JSON inside', { text: '{}', type: 'application/x-www-form-urlencoded' }),
    signUp('sends a body without a type', { text: '{"name":"x"}' }),
    signUp('repeats a key', {
      text: '{"name":"a","name":1,"email":"x","password":"y"}',
      type: 'application/json',
    }),
    verify('sends no body to a JSON endpoint', {}),
    verify(
      'says a form to a JSON endpoint',
      { form: { email: 'a@example.com' } },
      '415 UNSUPPORTED_MEDIA_TYPE',
    ),
    verify('says text to a JSON endpoint', { text: 'x', type: 'text/plain' }, '415 UNSUPPORTED_MEDIA_TYPE'),
    verify(
      'sends malformed JSON to a JSON endpoint',
      { text: '{"email"', type: 'application/json' },
      '400 BAD_REQUEST',
    ),
    verify('sends an array to a JSON endpoint', { json: [] }),
    verify('sends null to a JSON endpoint', { json: null }),
  ],
};
