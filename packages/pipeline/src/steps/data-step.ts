/** `data`: read the file by the schema, refuse what breaks its rules, split by key, write three Parquet files. */

import { join } from 'node:path';
import { assertValid, readTable, splitTable, writeTable } from '@waymark/data';
import { binaryLabels, countLabels } from '../labels.js';
import type { DataStep } from '../project.js';
import { type DataSummary, writeDocument } from '../step-documents.js';
import { replaceFolder } from '../step-folder.js';

export const splitNames = ['train', 'validation', 'test'] as const;

export const runDataStep: DataStep = async (project, file, { paths, progress }) => {
  const table = assertValid(file.file, await readTable(file.file, project.schema));
  progress.note(`${table.rows.toLocaleString('en-US')} rows read and valid (${file.description})`);
  const splits = splitTable(table, project.schema, project.split);
  const count = (name: (typeof splitNames)[number]) => countLabels(binaryLabels(splits[name], project));
  const summary: DataSummary = {
    formatVersion: 1,
    source: file.source,
    description: file.description,
    rows: table.rows,
    dataHash: file.sha256,
    splits: { train: count('train'), validation: count('validation'), test: count('test') },
  };
  await replaceFolder(paths.data, async (folder) => {
    for (const name of splitNames)
      await writeTable(join(folder, `${name}.parquet`), splits[name], project.schema);
    await writeDocument(join(folder, 'data.json'), summary);
  });
  progress.note(
    splitNames.map((name) => `${name} ${summary.splits[name].rows.toLocaleString('en-US')}`).join(', '),
  );
  return summary;
};
