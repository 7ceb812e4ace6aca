/** What the loop's steps hand on to each other, and the simulated customers that they use. */

import { join } from 'node:path';
import { churnSchema, simulateChurn } from '@waymark/churn';
import { featuresOf, labelOf, type Row, type Table } from '@waymark/contracts';
import { toRows } from '@waymark/data';
import { ModelClient, type Prediction } from './model-client.js';
import type { Prober } from './prober.js';
import type { ServerProcess } from './server-process.js';

export const project = 'churn';

export interface LoopState {
  /** Everything that the loop writes. */
  readonly folder: string;
  /** Registry and prediction log. */
  readonly home: string;
  readonly ordinary: Table;
  readonly drifted: Table;
  /** A few rows whose answers must come back after the rollback. */
  readonly probeRows: readonly Row[];
  server: ServerProcess | undefined;
  prober: Prober | undefined;
  champion: number;
  challenger: number;
  firstAnswers: readonly Prediction[];
  driftedAnswers: readonly Prediction[];
}

/** The state before the first step, working in `folder`. */
export function newLoopState(folder: string): LoopState {
  const ordinary = simulateChurn({ rows: 2000, seed: 101 });
  return {
    folder,
    home: join(folder, 'home'),
    ordinary,
    drifted: simulateChurn({ rows: 4000, seed: 102, scenario: 'price-rise' }),
    probeRows: featureRows(ordinary).slice(0, 20),
    server: undefined,
    prober: undefined,
    champion: 0,
    challenger: 0,
    firstAnswers: [],
    driftedAnswers: [],
  };
}

/** A client of the running server. */
export function clientOf({ server }: LoopState): ModelClient {
  if (server === undefined) throw new TypeError('the server has not been started');
  return new ModelClient(server.url, project);
}

/** The rows as a client sends them: features alone. */
export function featureRows(table: Table): readonly Row[] {
  const names = featuresOf(churnSchema).map(({ name }) => name);
  return toRows(table, churnSchema).map((row) =>
    Object.fromEntries(names.map((name) => [name, row[name] ?? null])),
  );
}

/** The true labels, which a client learns later. */
export function labelsOf(table: Table): readonly string[] {
  const column = table.columns[labelOf(churnSchema).name];
  if (column === undefined || column instanceof Float64Array) throw new TypeError('the label is text');
  return column;
}
