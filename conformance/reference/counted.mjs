/**
 * A handler whose replies say in the header x-statements how many statements they took, BEGIN and COMMIT included.
 * It counts right for one request at a time.
 * @param {import('pg').Pool} pool
 * @param {import('node:http').RequestListener} handle
 * @returns {import('node:http').RequestListener}
 */
export function counted(pool, handle) {
  let statements = 0;
  pool.on('connect', (/** @type {any} */ client) => {
    const query = client.query;
    client.query = (/** @type {any[]} */ ...args) => {
      statements++;
      return query.apply(client, args);
    };
  });
  return (request, response) => {
    const before = statements;
    const writeHead = response.writeHead;
    response.writeHead = (/** @type {any[]} */ ...args) => {
      response.setHeader('x-statements', statements - before);
      return writeHead.apply(response, /** @type {any} */ (args));
    };
    handle(request, response);
  };
}
