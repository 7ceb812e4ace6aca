/**
 * `retrain`: take the newest labelled predictions as a data set and hand them to the ordinary steps. The challenger
 * is then judged against the champion on rows of that window that it was not trained on.
 */

import { join } from 'node:path';
import { readTable, selectRows, writeTable } from '@waymark/data';
import { type DataFile, hashedFile } from '../data-file.js';
import { notEnoughLabels } from '../errors.js';
import { type LogSource, labelledTable, readWindow } from '../prediction-window.js';
import type { Project } from '../project.js';

export interface RetrainingData {
  readonly log: LogSource;
  /** Where the data file is put. */
  readonly folder: string;
}

/**
 * Writes the labelled window as a CSV file that `data` can read. The server scores values that the schema does not
 * allow in training data (a new category, a price out of range): such rows are left out, and the description says how
 * many. Throws `NOT_ENOUGH_LABELS`.
 */
export async function collectRetrainingData(
  project: Project,
  { log, folder }: RetrainingData,
): Promise<DataFile> {
  const window = await readWindow(log, {
    model: project.name,
    rows: project.monitoring.windowRows,
    labelledOnly: true,
  });
  const labelled = labelledTable(window, project.schema);
  const { minimumRows } = project.retraining;
  if (labelled.rows < minimumRows) throw notEnoughLabels(labelled.rows, minimumRows);
  const file = join(folder, `${project.name}-recent.csv`);
  await writeTable(file, labelled, project.schema);
  const { failures } = await readTable(file, project.schema);
  const broken = new Set(failures.map(({ row }) => row));
  // Rows of a file are counted from 1.
  const kept = Array.from({ length: labelled.rows }, (_, row) => row).filter((row) => !broken.has(row + 1));
  if (kept.length < minimumRows) throw notEnoughLabels(kept.length, minimumRows);
  if (broken.size > 0) await writeTable(file, selectRows(labelled, kept), project.schema);
  return hashedFile(file, { source: 'recent', description: describe(kept.length, broken.size) });
}

function describe(rows: number, leftOut: number): string {
  const text = `recent, ${rows.toLocaleString('en-US')} labelled predictions`;
  return leftOut === 0 ? text : `${text}; ${leftOut} left out: values that the schema does not allow`;
}
