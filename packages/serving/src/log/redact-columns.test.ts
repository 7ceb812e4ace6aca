import type { PredictionRecord } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { post } from '../testing/http-client.js';
import { readAll } from '../testing/log-records.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from '../testing/tiny-model.js';
import { redactColumns } from './redact-columns.js';

async function loggedFeatures(logFolder: string): Promise<readonly PredictionRecord['features'][]> {
  const records = await readAll(logFolder);
  return records.flatMap((record) => (record.type === 'prediction' ? [record.features] : []));
}

describe('redactColumns', () => {
  it('logs the columns as missing, and scores with what came', async () => {
    const { server, logFolder } = await startServer({ server: { redact: ['city', 'age'] } });
    const answer = await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows.slice(0, 2)));
    const [first, second] = tinyProbabilities[1];
    expect(answer.body).toMatchObject({
      outputs: [{ name: 'label' }, { name: 'probabilities', data: [1 - first, first, 1 - second, second] }],
    });
    await server.close();
    expect(await loggedFeatures(logFolder)).toEqual([
      { age: null, income: 80.5, city: null },
      { age: null, income: null, city: null },
    ]);
  });

  it('warns of columns that a version does not have', async () => {
    const { logLines } = await startServer({ server: { redact: ['town', 'age'] } });
    expect(logLines.filter((line) => line.includes('"columns":["town"]'))).toHaveLength(1);
  });

  it('is the sink itself without columns', () => {
    const sink = { writePredictions: () => {} };
    expect(redactColumns(sink, [])).toBe(sink);
  });
});
