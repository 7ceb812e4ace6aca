/**
 * Where a project's rows come from. In this order: the file of `--data`, the public data set of `--source`, the
 * committed pointer file, else the project's own source (a seeded simulator). All of them end as one file on disk,
 * which is then read, validated and hashed in the same way.
 */

import { join } from 'node:path';
import { writeTable } from '@waymark/data';
import { type DataFile, hashedFile } from './data-file.js';
import { readPointer } from './data-pointer.js';
import { type DownloadOptions, download } from './download.js';
import { pointerMismatch, unknownSource } from './errors.js';
import type { Project } from './project.js';

export interface DataRequest {
  /** The user's own file. */
  readonly dataFile?: string | undefined;
  /** A public data set's name. */
  readonly datasetName?: string | undefined;
  /** The project's folder, where its pointer file `data.json` may lie. */
  readonly projectFolder: string;
  /** Where simulated rows and downloads are put. */
  readonly cacheFolder: string;
  readonly onDownload?: DownloadOptions['onProgress'];
}

/** Finds or makes the file with the project's rows. */
export async function resolveData(project: Project, request: DataRequest): Promise<DataFile> {
  if (request.dataFile !== undefined) return ownFile(request.dataFile, request.dataFile);
  if (request.datasetName !== undefined) return downloadDataset(project, request.datasetName, request);
  const pointer = await readPointer(request.projectFolder);
  if (pointer === undefined) return simulate(project, request.cacheFolder);
  const found = await ownFile(pointer.file, pointer.path);
  if (found.sha256 !== pointer.sha256) throw pointerMismatch(pointer.name, pointer.sha256, found.sha256);
  return found;
}

async function simulate({ name, source, schema }: Project, cacheFolder: string): Promise<DataFile> {
  const { rows, seed } = source;
  const file = join(cacheFolder, `${name}-simulated-${rows}-${seed}.csv`);
  await writeTable(file, source.generate({ rows, seed }), schema);
  const description = `simulated, ${rows.toLocaleString('en-US')} rows, seed ${seed}`;
  return hashedFile(file, { source: 'simulated', description });
}

async function downloadDataset(project: Project, name: string, request: DataRequest): Promise<DataFile> {
  const datasets = project.source.datasets ?? {};
  const dataset = datasets[name];
  if (dataset === undefined || name !== 'telco') throw unknownSource(name, Object.keys(datasets));
  const file = join(request.cacheFolder, `${name}-${dataset.sha256.slice(0, 12)}.csv`);
  await download(dataset, file, request.onDownload === undefined ? {} : { onProgress: request.onDownload });
  return { file, sha256: dataset.sha256, source: name, description: dataset.description };
}

/** A file of the user's; `shown` is its path as the user knows it. */
function ownFile(file: string, shown: string): Promise<DataFile> {
  return hashedFile(file, { source: 'file', description: shown.split(/[\\/]/).at(-1) ?? shown });
}
