/** Models shared through a real MLflow server: trained in one home, served from another, read by Python, plug pulled. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { churnSchema, simulateChurn } from '@waymark/churn';
import { writeTable } from '@waymark/data';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { featureRows } from '../loop-state.js';
import { ModelClient } from '../model-client.js';
import { modelsResult, runResult } from '../results.js';
import { startServer } from '../server-process.js';
import { waymark } from '../waymark-command.js';
import { type PluggedServer, startPluggedServer } from './mlflow-plug.js';

const script = process.env.WAYMARK_TEST_MLFLOW;
const python = process.env.WAYMARK_TEST_PYTHON;
const rows = featureRows(simulateChurn({ rows: 3, seed: 5 }));

/** Prints how far the champion's outputs in Python are from the golden ones, by both loaders, and its example's labels. */
const checker = `
import json, mlflow, numpy as np, onnxruntime
uri = 'models:/churn@champion'
golden = json.load(open(mlflow.artifacts.download_artifacts(uri) + '/golden.json'))
expected = np.array(golden['expected']['probabilities'])
session = onnxruntime.InferenceSession(mlflow.onnx.load_model(uri).SerializeToString())
kinds = {'tensor(int64)': (np.int64, 0), 'tensor(double)': (np.float64, np.nan), 'tensor(string)': (object, '')}
feeds = {}
for i in session.get_inputs():
    dtype, missing = kinds[i.type]
    feeds[i.name] = np.array([missing if r[i.name] is None else r[i.name] for r in golden['rows']], dtype=dtype)
model = mlflow.pyfunc.load_model(uri)
outputs = [session.run(['probabilities'], feeds)[0], model.predict(feeds)['probabilities']]
differences = [float(np.abs(np.array(output) - expected).max()) for output in outputs]
print(json.dumps({'differences': differences, 'labels': list(model.predict(model.input_example)['label'])}))
`;

const pythonResult = z.object({
  differences: z.array(z.number()).length(2),
  labels: z.array(z.enum(['No', 'Yes'])),
});
const championAnswer = z.object({
  model_version: z.object({ version: z.string(), run_id: z.string(), source: z.string() }),
});

describe.skipIf(!script)('models on MLflow (needs WAYMARK_TEST_MLFLOW)', { timeout: 300_000 }, () => {
  let folder = '';
  let mlflow: PluggedServer | undefined;
  /** The home that trains. */
  const home = () => join(folder, 'home');

  const train = (name: string, words: readonly string[] = []) =>
    waymark(['run', 'churn', '--out', join(folder, name), '--home', home(), ...words], { result: runResult });

  async function champion() {
    const query = '/api/2.0/mlflow/registered-models/alias?name=churn&alias=champion';
    const answer = await fetch(`${mlflow?.url}${query}`);
    return championAnswer.parse(await answer.json()).model_version;
  }

  async function serve(servingHome: string): Promise<ModelClient> {
    const { url, stop } = await startServer('churn', servingHome);
    onTestFinished(async () => void (await stop()));
    return new ModelClient(url, 'churn');
  }

  const versionThatAnswers = async (client: ModelClient) => (await client.predict(rows)).version;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-mlflow-models-'));
    mlflow = await startPluggedServer(script ?? '');
    vi.stubEnv('MLFLOW_TRACKING_URI', mlflow.url);
    await train('first');
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await mlflow?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has the champion as a version of a logged model and of the run', async () => {
    expect(await champion()).toEqual({
      version: '1',
      run_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      source: expect.stringMatching(/^models:\/m-/),
    });
  });

  it.skipIf(!python)('predicts the same in Python (needs WAYMARK_TEST_PYTHON)', async () => {
    const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' };
    const { stdout } = await promisify(execFile)(python ?? '', ['-c', checker], { env });
    const { differences, labels } = pythonResult.parse(JSON.parse(stdout));
    for (const difference of differences) expect(difference).toBeLessThanOrEqual(1e-6);
    expect(labels.length).toBe(5);
  });

  it('is served from a home that has nothing, and from there on without MLflow', async () => {
    const other = join(folder, 'serving');
    const client = await serve(other);
    expect(await versionThatAnswers(client)).toBe(1);
    await mlflow?.pull();
    try {
      expect(await versionThatAnswers(client)).toBe(1);
      expect(await versionThatAnswers(await serve(other))).toBe(1);
    } finally {
      await mlflow?.plugIn();
    }
  });

  it('trains and promotes without MLflow, which gets everything later, and servers follow', async () => {
    const file = join(folder, 'second.csv');
    await writeTable(file, simulateChurn({ rows: 7043, seed: 21 }), churnSchema);
    await mlflow?.pull();
    const { promotion } = await train('second', ['--data', file]).finally(() => mlflow?.plugIn());
    expect(promotion).toMatchObject({ outcome: 'promoted', version: 2, champion: 2 });
    const client = await serve(join(folder, 'serving'));
    expect(await versionThatAnswers(client)).toBe(1);

    const [model] = await waymark(['models', 'churn', '--home', home()], { result: modelsResult });
    expect(model?.aliases.champion).toBe(2);
    expect((await champion()).version).toBe('2');
    // The server asks every 3 s.
    for (let i = 0; i < 600 && (await versionThatAnswers(client)) !== 2; i++) await delay(100);
    expect(await versionThatAnswers(client)).toBe(2);
  });
});
