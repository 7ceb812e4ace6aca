import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table } from '@waymark/contracts';
import { assertValid, readTable, selectRows, toRows, writeTable } from '@waymark/data';
import { describe, expect, it } from 'vitest';
import { churnSchema } from '../churn-schema.js';
import { priceRiseColumns, simulateChurn } from './simulate-churn.js';

const rows = 7043;
const ordinary = simulateChurn({ rows, seed: 20 });
const risen = simulateChurn({ rows, seed: 20, scenario: 'price-rise' });

// Three binomial standard errors of a share of one half in 7043 rows (0.018), and a little for rounded weights.
const shareTolerance = 0.02;

function values(table: Table, name: string): readonly (string | number)[] {
  return Array.from<string | number>(table.columns[name] ?? []);
}

function share(table: Table, name: string, value: string | number): number {
  return values(table, name).filter((found) => found === value).length / table.rows;
}

function mean(table: Table, name: string): number {
  const known = values(table, name)
    .map(Number)
    .filter((value) => !Number.isNaN(value));
  return known.reduce((total, value) => total + value, 0) / known.length;
}

function churnWhere(table: Table, name: string, value: string): number {
  const group = values(table, name).flatMap((found, row) => (found === value ? [row] : []));
  return share(selectRows(table, group), 'Churn', 'Yes');
}

describe('simulateChurn', () => {
  it('gives every column of the schema, valid after a trip through a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waymark-churn-'));
    try {
      const file = join(folder, 'simulated.csv');
      await writeTable(file, ordinary, churnSchema);
      expect(assertValid(file, await readTable(file, churnSchema))).toEqual(ordinary);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  // Shares in the Telco file, by pandas: value_counts(normalize=True).
  it.each([
    ['gender', 'Female', 0.495],
    ['SeniorCitizen', 1, 0.162],
    ['Partner', 'Yes', 0.483],
    ['Dependents', 'Yes', 0.3],
    ['PhoneService', 'Yes', 0.903],
    ['MultipleLines', 'Yes', 0.422],
    ['InternetService', 'Fiber optic', 0.44],
    ['InternetService', 'No', 0.217],
    ['OnlineSecurity', 'Yes', 0.287],
    ['OnlineBackup', 'Yes', 0.345],
    ['DeviceProtection', 'Yes', 0.344],
    ['TechSupport', 'Yes', 0.29],
    ['StreamingTV', 'Yes', 0.384],
    ['StreamingMovies', 'Yes', 0.388],
    ['Contract', 'Month-to-month', 0.55],
    ['Contract', 'Two year', 0.241],
    ['PaperlessBilling', 'Yes', 0.592],
    ['PaymentMethod', 'Electronic check', 0.336],
    ['PaymentMethod', 'Mailed check', 0.229],
    ['Churn', 'Yes', 0.265],
  ])('has the share of %s = %s that the Telco file has', (name, value, expected) => {
    expect(Math.abs(share(ordinary, name, value) - expected)).toBeLessThan(shareTolerance);
  });

  // Means in the Telco file, with three standard errors (3 · sd / √7043).
  it.each([
    ['tenure', 32.37, 0.88],
    ['MonthlyCharges', 64.76, 1.08],
    ['TotalCharges', 2283.3, 81],
  ])('has the mean of %s that the Telco file has', (name, expected, tolerance) => {
    expect(Math.abs(mean(ordinary, name) - expected)).toBeLessThan(tolerance);
  });

  // Churn rates in the Telco file; the smallest group has 1473 rows, so three standard errors are 0.03.
  it.each([
    ['Contract', 'Month-to-month', 0.427],
    ['Contract', 'One year', 0.113],
    ['Contract', 'Two year', 0.028],
    ['InternetService', 'DSL', 0.19],
    ['InternetService', 'Fiber optic', 0.419],
    ['InternetService', 'No', 0.074],
    ['PaymentMethod', 'Electronic check', 0.453],
  ])('has the churn rate of %s = %s that the Telco file has', (name, value, expected) => {
    expect(Math.abs(churnWhere(ordinary, name, value) - expected)).toBeLessThan(0.03);
  });

  it.each([
    ['ordinary', ordinary],
    ['price-rise', risen],
  ])('keeps what the columns say of each other (%s)', (_, table) => {
    for (const row of toRows(table, churnSchema)) {
      const hasInternet = row.InternetService !== 'No';
      for (const name of ['OnlineSecurity', 'OnlineBackup', 'DeviceProtection', 'TechSupport', 'StreamingTV'])
        expect(row[name] === 'No internet service').toBe(!hasInternet);
      expect(row.MultipleLines === 'No phone service').toBe(row.PhoneService === 'No');
      expect(row.PhoneService === 'Yes' || row.InternetService === 'DSL').toBe(true);
      expect(row.TotalCharges === null).toBe(row.tenure === 0);
      if (row.tenure === 1) expect(row.TotalCharges).toBe(row.MonthlyCharges);
      expect(row.tenure).toBeLessThanOrEqual(72);
    }
  });

  it('leaves about 11 totals blank, as the Telco file does', () => {
    const blank = values(ordinary, 'TotalCharges').filter((value) => Number.isNaN(value)).length;
    expect(blank).toBeGreaterThan(0);
    expect(blank).toBeLessThan(25);
  });

  it('gives the same rows for the same seed, and others for another', () => {
    expect(simulateChurn({ rows: 50, seed: 20 })).toEqual(simulateChurn({ rows: 50, seed: 20 }));
    expect(simulateChurn({ rows: 50, seed: 21 }).columns.tenure).not.toEqual(
      simulateChurn({ rows: 50, seed: 20 }).columns.tenure,
    );
  });

  it('gives this first customer for seed 20, now and after any change', () => {
    expect(toRows(selectRows(ordinary, [0]), churnSchema)).toEqual([
      {
        customerID: 'S-0000000',
        gender: 'Female',
        SeniorCitizen: 0,
        Partner: 'No',
        Dependents: 'No',
        tenure: 28,
        PhoneService: 'No',
        MultipleLines: 'No phone service',
        InternetService: 'DSL',
        OnlineSecurity: 'Yes',
        OnlineBackup: 'No',
        DeviceProtection: 'No',
        TechSupport: 'Yes',
        StreamingTV: 'Yes',
        StreamingMovies: 'Yes',
        Contract: 'Two year',
        PaperlessBilling: 'No',
        PaymentMethod: 'Bank transfer (automatic)',
        MonthlyCharges: 54, // the list price is 55
        TotalCharges: 1577.35,
        Churn: 'No',
      },
    ]);
  });

  it('keeps the first rows when more are asked for', () => {
    const few = simulateChurn({ rows: 100, seed: 20 });
    expect(few).toEqual(
      selectRows(
        ordinary,
        Array.from({ length: 100 }, (_, i) => i),
      ),
    );
  });

  it('begins with the customer that is asked for', () => {
    const later = simulateChurn({ rows: 3, seed: 20, firstCustomer: 42 });
    expect(later.columns.customerID).toEqual(['S-0000042', 'S-0000043', 'S-0000044']);
    expect(later).toEqual(selectRows(ordinary, [42, 43, 44]));
  });

  it('gives a table without rows for none', () => {
    const { columns } = simulateChurn({ rows: 0, seed: 20 });
    expect(Object.values(columns).map((column) => column.length)).toEqual(new Array(21).fill(0));
  });

  it.each([{ rows: -1 }, { rows: 1.5 }, { seed: 0.5 }, { firstCustomer: -1 }])('refuses %o', (wrong) => {
    expect(() => simulateChurn({ rows: 1, seed: 1, ...wrong })).toThrow(RangeError);
  });
});

describe('priceRiseColumns', () => {
  it('are the only features that the price rise changes; the others are the same to the value', () => {
    const changed = churnSchema.columns
      .map(({ name }) => name)
      .filter((name) => {
        const before = values(ordinary, name);
        return values(risen, name).some((value, row) => !Object.is(value, before[row]));
      });
    expect(changed).toEqual([...priceRiseColumns, 'Churn']);
  });

  it('move as a price rise moves them', () => {
    // A quarter more; five cents of rounding are 0.1 % of a mean bill.
    expect(mean(risen, 'MonthlyCharges') / mean(ordinary, 'MonthlyCharges')).toBeCloseTo(1.25, 2);
    expect(mean(risen, 'TotalCharges') / mean(ordinary, 'TotalCharges')).toBeCloseTo(1.25, 2);
    expect(share(risen, 'PaymentMethod', 'Electronic check')).toBeGreaterThan(0.55);
  });

  it('come with another relation between customers and churn', () => {
    expect(churnWhere(risen, 'Contract', 'Two year')).toBeGreaterThan(0.15);
    const fiber = churnWhere(risen, 'InternetService', 'Fiber optic');
    expect(fiber).toBeGreaterThan(churnWhere(ordinary, 'InternetService', 'Fiber optic') + 0.1);
  });
});
