/** A log as the server writes it: the rows of a table, and their labels later. */

import type { LogRecord } from '@waymark/contracts';
import { toRows } from '@waymark/data';
import { tinySchema, tinyTable } from './tiny-project.js';

export const labelledLog = (options: Parameters<typeof tinyTable>[0], version = 1) =>
  async function* (): AsyncGenerator<LogRecord> {
    const time = '2026-01-01T00:00:00.000Z';
    const rows = toRows(tinyTable(options), tinySchema);
    for (const { id, age, income, city } of rows) {
      const features = { age: age ?? null, income: income ?? null, city: city ?? null };
      yield {
        type: 'prediction',
        id: String(id),
        time,
        model: 'tiny',
        version,
        features,
        label: 'No',
        probabilities: [0.6, 0.4],
      };
    }
    for (const { id, left } of rows)
      yield { type: 'feedback', predictionId: String(id), time, model: 'tiny', label: String(left) };
  };
