/**
 * Request bodies that come compressed (RFC 9110, 8.4): gzip, and deflate, which HTTP means as zlib's format. They are
 * decoded as they come, and the limit on the body holds for what comes out. Several encodings at once are left out.
 */

import type { Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { preParsingHookHandler } from 'fastify';
import { contentEncodingUnsupported } from './errors.js';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
};

/** For routes that take compressed bodies. */
export const decodeBody: preParsingHookHandler = (request, reply, payload, done) => {
  const encoding = request.headers['content-encoding']?.toLowerCase();
  if (encoding === undefined || encoding === 'identity') {
    done(null, payload);
    return;
  }
  const createDecoder = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (!createDecoder) {
    const known = Object.keys(decoders);
    reply.header('accept-encoding', known.join(', '));
    done(contentEncodingUnsupported(known));
    return;
  }
  // Fastify compares the bytes that came with Content-Length.
  const decoder = Object.assign(createDecoder(), { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Uint8Array) => {
    decoder.receivedEncodedLength += chunk.length;
  });
  // No pipeline: at an error it would end the connection before the answer.
  payload.pipe(decoder);
  // Refused in the midst of it, or left by the client: what is not decoded yet never is.
  reply.raw.once('close', () => decoder.destroy());
  done(null, decoder);
};
