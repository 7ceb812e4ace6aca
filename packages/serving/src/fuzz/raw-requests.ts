/** Bytes that are no HTTP, or HTTP that parsers disagree about (RFC 9112, 6.3 and 11): refused, or not answered at all. */

import { canary, type WireRequest } from './fuzz-request.js';
import type { Random } from './random.js';

const infer = 'POST /v2/models/tiny/infer HTTP/1.1\r\nhost: localhost\r\n';

const requests: readonly string[] = [
  canary,
  `${canary}\r\n\r\n`,
  '\0\0\0\0\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /${canary}\r\n\r\n`,
  `GET / HTTP/1.1\r\n\r\n`,
  `GET / HTTP/9.9\r\nhost: ${canary}\r\n\r\n`,
  `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: localhost\r\nx-${canary}: ${'x'.repeat(20_000)}\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: localhost\r\n${canary} : 1\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: localhost\r\n ${canary}\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: localhost\r\n${`${canary}: 1\r\n`.repeat(3_000)}\r\n`,
  `CONNECT ${canary}:443 HTTP/1.1\r\nhost: localhost\r\n\r\n`,
  `${infer}expect: ${canary}\r\ncontent-length: 2\r\n\r\n{}`,
  `${infer}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
  `${infer}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${infer}content-length: -1\r\n\r\n${canary}`,
  `${infer}content-length: 99999999999999999999\r\n\r\n${canary}`,
  `${infer}content-length: 4194305\r\ncontent-type: application/json\r\n\r\n${canary}`,
  `${infer}transfer-encoding: chunked, ${canary}\r\n\r\n0\r\n\r\n`,
  `${infer}transfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nzz\r\n${canary}\r\n0\r\n\r\n`,
  `${infer}transfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nffffffffffffffff\r\n${canary}`,
  `${infer}upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: ${canary}\r\n\r\n`,
];

/** Its body is all that is sent. */
export function rawRequest(random: Random): WireRequest {
  const body = Buffer.from(random.pick(requests), 'latin1');
  return { protocol: 'raw', method: 'GET', path: '', headers: {}, body, changes: ['bytes'] };
}
