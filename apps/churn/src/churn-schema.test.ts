import { join } from 'node:path';
import { featuresOf, keyOf, labelOf } from '@waymark/contracts';
import { assertValid, readTable } from '@waymark/data';
import { describe, expect, it } from 'vitest';
import { churnSchema } from './churn-schema.js';

const testData = process.env.WAYMARK_TEST_DATA;

describe('churnSchema', () => {
  it('has 19 features, a key and a label', () => {
    expect(featuresOf(churnSchema)).toHaveLength(19);
    expect(keyOf(churnSchema).name).toBe('customerID');
    expect(labelOf(churnSchema)).toMatchObject({ name: 'Churn', values: ['No', 'Yes'] });
  });
});

describe.skipIf(!testData)('churnSchema on the Telco file (needs WAYMARK_TEST_DATA)', () => {
  const file = join(testData ?? '', 'telco-customer-churn', 'telco.csv');

  it('names every column, and every cell keeps its rules', async () => {
    const result = await readTable(file, churnSchema);
    expect(assertValid(file, result).rows).toBe(7043);
    expect(result.extraColumns).toEqual([]);
  });

  it('allows no value that the file does not have', async () => {
    const { table } = await readTable(file, churnSchema);
    for (const column of churnSchema.columns)
      if (column.type === 'category')
        expect([...new Set<unknown>(table.columns[column.name])].sort()).toEqual(column.values);
  });
});
