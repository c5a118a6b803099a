export default {
  title: 'The page of the API somewhere else, switched off',
  profile: 'open-api-elsewhere',
  steps: [
    { does: 'opens the usual page', get: '/reference', expect: 404 },
    { does: 'opens the page', get: '/docs', expect: 404 },
    { does: 'asks for the document', get: '/open-api/generate-schema', expect: 200, opaque: true },
  ],
};
