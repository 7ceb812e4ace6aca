import type { ModelManifest } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { sampleRun } from '../testing/sample-run.js';
import { readRunBundle } from './run-bundle.js';
import { datasetOf, entriesOf, sourceTags } from './run-entries.js';

async function sample() {
  const { run, folder } = await sampleRun();
  const { manifest }: { readonly manifest: ModelManifest } = await readRunBundle(folder, run.id);
  return { run, manifest };
}

describe('entriesOf', () => {
  it('writes parameters as text, metrics at the time of the run, and the lineage as tags', async () => {
    const { run, manifest } = await sample();
    expect(entriesOf(run, manifest, '# churn\n')).toEqual({
      params: [
        { key: 'kind', value: 'mlp' },
        { key: 'epochs', value: '3' },
        { key: 'dropout', value: '0.1' },
        { key: 'isDeep', value: 'true' },
      ],
      metrics: [
        { key: 'rocAuc', value: 0.8125, timestamp: 1_795_255_200_000, step: 0 },
        { key: 'brier', value: 0.15, timestamp: 1_795_255_200_000, step: 0 },
      ],
      tags: [
        { key: 'waymark.data_sha256', value: 'a'.repeat(64) },
        { key: 'waymark.parameters_sha256', value: 'b'.repeat(64) },
        { key: 'waymark.code_sha256', value: 'c'.repeat(64) },
        { key: 'waymark.data_source', value: 'simulated' },
        { key: 'waymark.git_dirty', value: 'false' },
        { key: 'mlflow.note.content', value: '# churn\n' },
      ],
    });
  });

  it('leaves out what is not known, and cuts a description where MLflow would', async () => {
    const { run, manifest } = await sample();
    const keys = entriesOf({ ...run, dirty: null }, manifest, undefined).tags?.map(({ key }) => key);
    expect(keys).not.toContain('mlflow.note.content');
    expect(keys).not.toContain('waymark.git_dirty');
    const note = entriesOf(run, manifest, 'x'.repeat(8001)).tags?.find(
      ({ key }) => key === 'mlflow.note.content',
    );
    expect(note?.value.length).toBe(8000);
  });
});

describe('sourceTags', () => {
  it('names the source, the commit and the user, and leaves out what is not known', async () => {
    const { run } = await sample();
    expect(sourceTags(run, 'ada').map(({ value }) => value)).toEqual([
      'LOCAL',
      'waymark promote churn',
      '9b2a7f3',
      'ada',
    ]);
    expect(sourceTags({ ...run, gitSha: null }, undefined).map(({ key }) => key)).toEqual([
      'mlflow.source.type',
      'mlflow.source.name',
    ]);
  });
});

describe('datasetOf', () => {
  it('has the data set’s columns with MLflow’s types and the start of its hash', async () => {
    const { manifest } = await sample();
    const { dataset } = datasetOf({ ...manifest, model: manifest.name });
    expect(dataset).toMatchObject({
      name: 'churn-simulated',
      digest: 'a'.repeat(36),
      profile: '{"num_rows":4}',
      source: '{"description":"four simulated rows"}',
    });
    expect(JSON.parse(dataset.schema)).toEqual({
      mlflow_colspec: [
        { type: 'string', name: 'customer', required: true },
        { type: 'long', name: 'tenure', required: true },
        { type: 'double', name: 'charges', required: false },
        { type: 'string', name: 'churn', required: true },
      ],
    });
  });
});
