/**
 * A handler whose replies say in the header x-statements how many statements they took, BEGIN and COMMIT included,
 * and in x-transactions how many of them were BEGIN, COMMIT or ROLLBACK. It counts right for one request at a time.
 * @param {import('pg').Pool} pool
 * @param {import('node:http').RequestListener} handle
 * @returns {import('node:http').RequestListener}
 */
export function counted(pool, handle) {
  let statements = 0;
  let transactions = 0;
  pool.on('connect', (/** @type {any} */ client) => {
    const query = client.query;
    client.query = (/** @type {any[]} */ ...args) => {
      statements++;
      const text = typeof args[0] === 'string' ? args[0] : (args[0]?.text ?? '');
      if (/^\s*(begin|start|commit|rollback|end)\b/i.test(text)) transactions++;
      return query.apply(client, args);
    };
  });
  return (request, response) => {
    const before = { statements, transactions };
    const writeHead = response.writeHead;
    response.writeHead = (/** @type {any[]} */ ...args) => {
      response.setHeader('x-statements', statements - before.statements);
      response.setHeader('x-transactions', transactions - before.transactions);
      return writeHead.apply(response, /** @type {any} */ (args));
    };
    handle(request, response);
  };
}
