/** The prediction log that the model server writes below its home. The server's package is loaded only here: it is large. */

import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LogRecord } from '@waymark/contracts';
import type { LogSegment } from '@waymark/pipeline';

/** Opens the log anew at each call of what it returns. */
export async function openPredictionLog(home: string): Promise<() => AsyncIterable<LogRecord>> {
  const { readPredictionLog } = await import('@waymark/serving');
  return () => readPredictionLog(join(home, 'predictions'));
}

/** The files of the log, oldest first. */
export async function openLogSegments(home: string): Promise<readonly LogSegment[]> {
  const { listSegments, readSegment } = await import('@waymark/serving');
  const paths = await listSegments(join(home, 'predictions'));
  return Promise.all(
    paths.map(async (path) => ({
      name: basename(path, '.jsonl'),
      writtenAtMs: (await stat(path)).mtimeMs,
      records: () => readSegment(path),
    })),
  );
}
