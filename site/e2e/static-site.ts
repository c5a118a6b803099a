import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { Service } from './server';

const build = path.resolve(__dirname, '..', 'build');

const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Serves the built site as any host of static files would, with a settings.js that names the services. */
export async function serveStaticSite(
  port: number,
  settings: { authURL: string; apiURL: string },
): Promise<Service> {
  const script = `window.__LYCEUM__ = ${JSON.stringify(settings)};`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/settings.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
      return;
    }
    const found = find(decodeURIComponent(pathname));
    const file = found ?? path.join(build, '404.html');
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(found ? 200 : 404, { 'Content-Type': type });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return { url: `http://localhost:${port}`, stop: () => close(server), log: () => '' };
}

function find(pathname: string): string | undefined {
  const base = path.join(build, pathname);
  if (!base.startsWith(build)) return undefined;
  return [base, path.join(base, 'index.html')].find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
