/** Reads a split that the `data` step wrote. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureSchema, Table } from '@waymark/contracts';
import { assertValid, readTable } from '@waymark/data';
import { stepMissing } from './errors.js';

/** The rows of one split. Throws `STEP_MISSING` when `data` has not run. */
export async function readSplit(
  dataFolder: string,
  name: 'train' | 'validation' | 'test',
  schema: FeatureSchema,
): Promise<Table> {
  const file = join(dataFolder, `${name}.parquet`);
  await access(file).catch(() => {
    throw stepMissing('data', file);
  });
  return assertValid(file, await readTable(file, schema));
}
