/** The prediction log that the model server writes below its home. */

import { join } from 'node:path';
import type { LogRecord } from '@waymark/contracts';

/** Opens the log anew at each call of what it returns. The server's package is loaded only here: it is large. */
export async function openPredictionLog(home: string): Promise<() => AsyncIterable<LogRecord>> {
  const { readPredictionLog } = await import('@waymark/serving');
  return () => readPredictionLog(join(home, 'predictions'));
}
