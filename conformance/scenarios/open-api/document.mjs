const document = (/** @type {any} */ c) =>
  c.$fetch('/open-api/generate-schema').then((/** @type {any} */ r) => r.data);

/** @param {any} schema */
const columns = (schema) =>
  Object.entries(schema.properties)
    .map(([name, field]) => [name, /** @type {any} */ (field).type])
    .sort();

export default {
  title: 'The API described by itself',
  profile: 'open-api',
  steps: [
    {
      does: 'looks at the head',
      opaque: true,
      client: async (/** @type {any} */ c) => {
        const { openapi, servers, ...rest } = await document(c);
        return [openapi, servers, Object.keys(rest).sort()];
      },
    },
    {
      does: 'lists the operations',
      opaque: true,
      client: async (/** @type {any} */ c) =>
        Object.entries((await document(c)).paths)
          .flatMap(([path, item]) =>
            Object.keys(/** @type {any} */ (item)).map((method) => `${method} ${path}`),
          )
          .sort(),
    },
    {
      does: 'looks under which tags they stand',
      opaque: true,
      client: async (/** @type {any} */ c) => {
        const { paths } = await document(c);
        return [paths['/sign-in/email'].post.tags, paths['/get-session'].get.tags, paths['/token'].get.tags];
      },
    },
    {
      does: 'looks at the models',
      opaque: true,
      client: async (/** @type {any} */ c) => {
        const { schemas } = (await document(c)).components;
        return ['Account', 'Jwks', 'Session', 'User', 'Verification'].map((name) => [
          name,
          columns(schemas[name]),
        ]);
      },
    },
    { does: 'opens the page', get: '/reference', expect: 200, opaque: true },
    { does: 'opens it with another method', post: '/reference', json: {}, expect: 404 },
  ],
};
