/** Writes one table as a file. */

import type { FeatureSchema, Table } from '@waymark/contracts';
import { TableWriter } from './table-writer.js';

/**
 * Writes the schema's columns that the table has, in the schema's order, to a `.csv` or `.parquet` file, atomically.
 * Folders are made as needed. Without a schema, all columns are written, numbers as float64.
 *
 * @throws What `TableWriter` throws.
 */
export async function writeTable(file: string, table: Table, schema?: FeatureSchema): Promise<void> {
  const writer = await TableWriter.open(file, schema);
  try {
    await writer.append(table);
    await writer.commit();
  } finally {
    await writer.close();
  }
}
