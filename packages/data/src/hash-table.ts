/**
 * The content hash of a table: the same whatever file format it came from. Names, kinds, order and every bit of the
 * values count; all NaN are one value.
 */

import { createHash } from 'node:crypto';
import type { Column, Table } from '@waymark/contracts';

/** SHA-256 in lower-case hexadecimal. The order of columns and rows counts. */
export function hashTable(table: Table): string {
  const hash = createHash('sha256').update(JSON.stringify(table.rows));
  for (const [name, column] of Object.entries(table.columns)) {
    const kind = column instanceof Float64Array ? 'number' : 'text';
    hash.update(JSON.stringify([name, kind])).update(bytesOf(column));
  }
  return hash.digest('hex');
}

// JSON keeps neighbouring texts apart: ['ab', 'c'] is not ['a', 'bc'].
function bytesOf(column: Column): Uint8Array {
  if (!(column instanceof Float64Array)) return Buffer.from(JSON.stringify(column));
  const view = new DataView(new ArrayBuffer(8 * column.length));
  column.forEach((value, i) => {
    // Engines may keep a NaN's payload.
    view.setFloat64(8 * i, Number.isNaN(value) ? Number.NaN : value, true);
  });
  return new Uint8Array(view.buffer);
}
