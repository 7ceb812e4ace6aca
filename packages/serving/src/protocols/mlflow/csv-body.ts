/** Takes `text/csv` beside JSON, in UTF-8, for the paths of one scope. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mediaTypeUnsupported, requestInvalid } from '../../http/errors.js';

/** A body that came as CSV: JSON may be a bare text too, and must not be taken for it. */
export class CsvBody {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function acceptCsv(scope: FastifyInstance): void {
  scope.addContentTypeParser('text/csv', { parseAs: 'buffer' }, parseBody);
  scope.addContentTypeParser('*', async () => {
    throw unsupported();
  });
}

async function parseBody({ headers }: FastifyRequest, body: Buffer): Promise<CsvBody> {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw unsupported();
  try {
    // A byte order mark is dropped.
    return new CsvBody(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw requestInvalid(['the CSV must be valid UTF-8']);
  }
}

function unsupported() {
  return mediaTypeUnsupported("'application/json' or 'text/csv', in UTF-8");
}
