/** A network that breaks once: it cuts the first connection whose answer is long, after so many bytes of it. */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { closeWithConnections, portOf } from './listening.js';

export interface CuttingProxy {
  readonly url: string;
  /** Bytes of answers that went through. */
  readonly passed: () => number;
}

/** The end of the test closes it. */
export async function startCuttingProxy(target: string, cutAfterBytes: number): Promise<CuttingProxy> {
  let [passed, wasCut] = [0, false];
  const server = createServer((socket) => {
    let answered = 0;
    const upstream = connect(Number(new URL(target).port), '127.0.0.1');
    socket.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      answered += bytes.length;
      if (socket.write(bytes)) return;
      upstream.pause();
      socket.once('drain', () => upstream.resume());
    });
    upstream.on('data', () => {
      if (wasCut || answered < cutAfterBytes) return;
      wasCut = true;
      // What was written is sent first.
      socket.end(() => socket.destroy());
      upstream.destroy();
    });
    for (const end of [socket, upstream]) {
      end.on('error', () => undefined); // what goes away is no fault of the test
      end.on('close', () => [socket, upstream].map((other) => other.destroy()));
    }
  });
  const stop = closeWithConnections(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${portOf(server)}`, passed: () => passed };
}
