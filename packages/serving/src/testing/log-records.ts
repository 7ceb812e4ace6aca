/** For tests: records of a prediction log, by number, and the log as it is read. */

import type { LogRecord } from '@waymark/contracts';
import { readPredictionLog } from '../log/read-prediction-log.js';

export function prediction(number: number): LogRecord {
  return {
    type: 'prediction',
    id: `0123456789ab-${number.toString(36)}`,
    time: '2026-01-01T00:00:00.000Z',
    model: 'tiny',
    version: 1,
    features: { age: number, city: 'Ærø' },
    label: 'no',
    probabilities: [0.75, 0.25],
  };
}

export function shadow(number: number): LogRecord {
  return {
    type: 'shadow',
    predictionId: `0123456789ab-${number.toString(36)}`,
    time: '2026-01-01T00:00:00.000Z',
    model: 'tiny',
    version: 2,
    label: 'yes',
    probabilities: [0.25, 0.75],
  };
}

export function feedback(number: number): LogRecord {
  return {
    type: 'feedback',
    predictionId: `0123456789ab-${number.toString(36)}`,
    time: '2026-01-01T00:00:00.000Z',
    model: 'tiny',
    label: 'yes',
  };
}

export async function readAll(folder: string): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of readPredictionLog(folder)) records.push(record);
  return records;
}

export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
