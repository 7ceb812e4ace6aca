/**
 * Answers compressed where the client takes it and it is worth it (RFC 9110, 12.5.3). Small answers are sent as they
 * are: most clients say that they take gzip, and on a fast network compressing costs more than it saves.
 */

import { promisify } from 'node:util';
import { constants, deflate, gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';

/** Answers with fewer bytes (or characters) are never compressed. */
export const leastCompressed = 16_384;

const encoders = { gzip: promisify(gzip), deflate: promisify(deflate) } as const;

type Encoding = keyof typeof encoders;

/** Sends a large body, compressed if the client takes it. */
export async function sendCompressed(reply: FastifyReply, body: string | Uint8Array): Promise<FastifyReply> {
  reply.header('vary', 'accept-encoding');
  const encoding = acceptedEncoding(reply.request.headers['accept-encoding']);
  if (!encoding) return reply.send(body);
  const level = constants.Z_BEST_SPEED;
  const compressed = await encoders[encoding](body, { level });
  return reply.header('content-encoding', encoding).send(compressed);
}

/** gzip before deflate where both are taken; what is not named, or has `q=0`, is not taken. */
export function acceptedEncoding(header: string | undefined): Encoding | undefined {
  const isAccepted = new Map<string, boolean>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    isAccepted.set(name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)));
  }
  const takes = (encoding: Encoding) => isAccepted.get(encoding) ?? isAccepted.get('*') ?? false;
  if (takes('gzip')) return 'gzip';
  return takes('deflate') ? 'deflate' : undefined;
}
