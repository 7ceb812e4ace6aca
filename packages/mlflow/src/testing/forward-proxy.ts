/** A proxy as companies have it: it forwards plain HTTP, and tunnels TLS by CONNECT without looking into it. */

import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import { onTestFinished } from 'vitest';
import { closeWithConnections, portOf } from './listening.js';

export interface ForwardProxy {
  readonly url: string;
  /** Request lines, e.g. `CONNECT 127.0.0.1:443`. */
  readonly seen: readonly string[];
  /** Everything that went through in clear, as bytes. */
  readonly clearText: () => string;
}

/** @param credentials `name:password` that it wants, if any. The end of the test closes it. */
export async function startForwardProxy(credentials?: string): Promise<ForwardProxy> {
  const seen: string[] = [];
  const passed: Buffer[] = [];
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push(`${method} ${url}`);
    const onward = sendRequest(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', ({ url = '', headers }, socket, head) => {
    seen.push(`CONNECT ${url}`);
    if (wanted && headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      socket.on('data', (bytes: Buffer) => passed.push(bytes));
      pipeline(socket, upstream, socket, () => undefined);
    });
  });
  const stop = closeWithConnections(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(stop);
  const clearText = () => Buffer.concat(passed).toString('latin1');
  return { url: `http://127.0.0.1:${portOf(server)}`, seen, clearText };
}
