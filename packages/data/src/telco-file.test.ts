import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { featureSchema } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { readTable } from './read-table.js';

const testData = process.env.WAYMARK_TEST_DATA;

describe.skipIf(!testData)('readTable on the Telco file (needs WAYMARK_TEST_DATA)', () => {
  const file = join(testData ?? '', 'telco-customer-churn', 'telco.csv');
  const telco = featureSchema.parse({
    columns: [
      { name: 'customerID', type: 'text', role: 'key' },
      { name: 'SeniorCitizen', type: 'integer', min: 0, max: 1 },
      { name: 'tenure', type: 'integer', min: 0 },
      { name: 'TotalCharges', type: 'number', min: 0, nullable: true },
      { name: 'Churn', type: 'category', role: 'label', values: ['No', 'Yes'] },
    ],
  });

  it('finds 7043 valid rows and 11 blank totals, all of them at tenure 0', async () => {
    const { table, failureCount, extraColumns } = await readTable(file, telco);
    expect(table.rows).toBe(7043);
    expect(failureCount).toBe(0);
    expect(extraColumns).toHaveLength(16);
    const tenure = table.columns.tenure ?? [];
    const blank = Array.from(table.columns.TotalCharges ?? [], Number.isNaN);
    expect(blank.filter(Boolean)).toHaveLength(11);
    expect(blank.every((isBlank, row) => isBlank === (tenure[row] === 0))).toBe(true);
  });

  it('reports the 11 blanks where the schema wants a value', async () => {
    const strict = featureSchema.parse({
      columns: telco.columns.map((column) => ({ ...column, nullable: false })),
    });
    const { failures, failureSummary } = await readTable(file, strict);
    expect(failureSummary).toEqual([{ column: 'TotalCharges', rule: 'required', count: 11 }]);
    // The file's line 490: 488 customers and the header come before.
    expect(failures[0]?.row).toBe(489);
    expect((await readFile(file, 'utf8')).split('\n')[489]).toContain(',52.55, ,');
  });
});
