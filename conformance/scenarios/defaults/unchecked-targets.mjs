const targets = [
  '/here',
  '//evil.example.org',
  '/\\evil.example.org',
  '\\/evil.example.org',
  'https://evil.example.org',
];

export default {
  title: 'Where no origin is checked, targets lead where they say',
  profile: 'unchecked-as-it-comes',
  own: true,
  steps: targets.map((callbackURL) => ({
    does: `resets and goes to ${callbackURL}`,
    get: '/reset-password/unknown',
    query: { callbackURL },
    expect: 302,
  })),
};
