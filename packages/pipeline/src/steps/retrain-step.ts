/**
 * `retrain`: take the newest labelled predictions as a data set and hand them to the ordinary steps. The challenger
 * is then judged against the champion on rows of that window that it was not trained on.
 */

import { join } from 'node:path';
import { hashFile, writeTable } from '@waymark/data';
import type { DataFile } from '../data-source.js';
import type { Project } from '../define-project.js';
import { notEnoughLabels } from '../errors.js';
import { type LogSource, labelledTable, readWindow } from '../prediction-window.js';

export interface RetrainingData {
  readonly log: LogSource;
  /** Where the data file is put. */
  readonly folder: string;
}

/** Writes the labelled window as a CSV file that `data` can read. Throws `NOT_ENOUGH_LABELS`. */
export async function collectRetrainingData(
  project: Project,
  { log, folder }: RetrainingData,
): Promise<DataFile> {
  const window = await readWindow(log, {
    model: project.name,
    rows: project.monitoring.windowRows,
    labelledOnly: true,
  });
  const table = labelledTable(window, project.schema);
  const { minimumRows } = project.retraining;
  if (table.rows < minimumRows) throw notEnoughLabels(table.rows, minimumRows);
  const file = join(folder, `${project.name}-recent.csv`);
  await writeTable(file, table, project.schema);
  return {
    file,
    sha256: (await hashFile(file)).sha256,
    source: 'recent',
    description: `recent, ${table.rows.toLocaleString('en-US')} labelled predictions`,
  };
}
