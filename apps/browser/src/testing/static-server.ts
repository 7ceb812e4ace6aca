/** For tests: a static server of one folder, as simple as those that people have. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves until the test ends; returns the address of the page. */
export async function serveFolder(folder: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const name = request.url === '/' ? 'index.html' : basename(request.url ?? '');
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
    });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // Safe: it listens on an address with a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
