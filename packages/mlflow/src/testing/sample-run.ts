/** A small bundle on disk with its run record. The model is not an ONNX graph: nothing in this package looks into it. */

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest, RunRecord } from '@waymark/contracts';
import { temporaryFolder } from './temporary-folder.js';

export interface SampleRun {
  readonly run: RunRecord;
  readonly folder: string;
}

/** Each call makes another bundle. @param time of the record. */
export async function sampleRun(time = '2026-11-21T10:00:00.000Z', model = 'churn'): Promise<SampleRun> {
  const folder = await temporaryFolder();
  const files = {
    'model.onnx': `model ${crypto.randomUUID()}`,
    'metrics.json': '{}\n',
    MLmodel: 'flavors: {}\n',
    'MODEL_CARD.md': '# churn\n',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const hashes = Object.entries(files).map(([name, content]) => [name, sha256(content)] as const);
  const manifest = JSON.stringify({ ...baseManifest, name: model, files: Object.fromEntries(hashes) });
  await writeFile(join(folder, 'manifest.json'), manifest);
  const run: RunRecord = {
    formatVersion: 1,
    id: sha256(manifest),
    model,
    time,
    gitSha: '9b2a7f3',
    dirty: false,
    parameters: { kind: 'mlp', epochs: 3, dropout: 0.1, isDeep: true },
    metrics: { rocAuc: 0.8125, brier: 0.15 },
    dataHash: 'a'.repeat(64),
  };
  return { run, folder };
}

const baseManifest: Omit<ModelManifest, 'name' | 'files'> = {
  formatVersion: 1,
  task: 'binary-classification',
  schema: {
    columns: [
      { name: 'customer', type: 'text', role: 'key', nullable: false },
      { name: 'tenure', type: 'integer', role: 'feature', nullable: false },
      { name: 'charges', type: 'number', role: 'feature', nullable: true },
      { name: 'churn', type: 'category', role: 'label', nullable: false, values: ['No', 'Yes'] },
    ],
  },
  outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
  classes: ['No', 'Yes'],
  positiveClass: 'Yes',
  threshold: 0.5,
  model: { kind: 'mlp', backend: 'cpu', seed: 1, parameters: { epochs: 3 } },
  data: { source: 'simulated', rows: 4, description: 'four simulated rows' },
  lineage: { dataHash: 'a'.repeat(64), parametersHash: 'b'.repeat(64), codeHash: 'c'.repeat(64) },
};

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
