import { open, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readPredictionLog } from './log/read-prediction-log.js';
import type { SegmentFile } from './log/segment-writer.js';
import { get, post } from './testing/http-client.js';
import { type RunningServer, startServer } from './testing/running-server.js';
import { openInferenceRequest, tinyRows } from './testing/tiny-model.js';

async function predictOne({ server }: RunningServer): Promise<string> {
  const { body } = await post(server, '/v1/models/tiny:predict', { instances: tinyRows.slice(1, 2) });
  return (body as { predictions: { id: string }[] }).predictions[0]?.id ?? '';
}

async function sendLabels({ server }: RunningServer, ...labels: readonly (readonly [string, string])[]) {
  const entries = labels.map(([id, label]) => ({ id, label }));
  const { status, body } = await post(server, '/v1/feedback', { labels: entries });
  return { status, results: (body as { results: { status: string }[] }).results };
}

describe('POST /v1/feedback', () => {
  it('judges each label by itself', async () => {
    const running = await startServer();
    const [first, second] = [await predictOne(running), await predictOne(running)];
    const { status, results } = await sendLabels(
      running,
      [first, 'yes'],
      [second, 'no'],
      [first, 'yes'],
      [first, 'no'],
      ['0123456789ab-0', 'yes'],
      [second, 'maybe'],
    );
    expect(status).toBe(200);
    expect(results).toEqual([
      { id: first, status: 'accepted', code: 200 },
      { id: second, status: 'accepted', code: 200 },
      { id: first, status: 'duplicate', code: 200 },
      { id: first, status: 'correction', code: 200 },
      { id: '0123456789ab-0', status: 'unknown_id', code: 404, error: expect.any(String) },
      { id: second, status: 'invalid_label', code: 400, error: 'the label must be one of: no, yes' },
    ]);
  });

  it('has the prediction and its label on disk when it answers', async () => {
    const running = await startServer({ sink: { flushIntervalMs: 3_600_000 } });
    const id = await predictOne(running);
    await sendLabels(running, [id, 'yes']);
    const records = [];
    for await (const record of readPredictionLog(running.logFolder)) records.push(record);
    expect(records).toEqual([
      {
        type: 'prediction',
        id,
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        model: 'tiny',
        version: 1,
        features: { age: 60, income: null, city: '' },
        label: 'yes',
        probabilities: [0.2497398853302002, 0.7502601146697998],
      },
      { type: 'feedback', predictionId: id, time: expect.any(String), model: 'tiny', label: 'yes' },
    ]);
  });

  it('knows predictions and labels of an earlier run', async () => {
    const earlier = await startServer();
    const id = await predictOne(earlier);
    await sendLabels(earlier, [id, 'yes']);
    await earlier.server.close();
    const later = await startServer({ home: earlier.home, bundles: [] });
    const { results } = await sendLabels(later, [id, 'yes'], [id, 'no'], [`${id}z`, 'no']);
    expect(results.map(({ status }) => status)).toEqual(['duplicate', 'correction', 'unknown_id']);
  });

  it('accepts no label that a full disk cannot keep, and goes on predicting', async () => {
    let isFull = false;
    const openSegment = async (path: string): Promise<SegmentFile> => {
      const file = await open(path, 'ax');
      const appendFile = async (data: Uint8Array): Promise<void> => {
        if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        await file.appendFile(data);
      };
      return {
        appendFile,
        datasync: () => file.datasync(),
        truncate: (length) => file.truncate(length),
        close: () => file.close(),
      };
    };
    const running = await startServer({ sink: { open: openSegment } });
    const id = await predictOne(running);
    isFull = true;
    expect((await sendLabels(running, [id, 'yes'])).status).toBe(503);
    expect((await post(running.server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows))).status).toBe(
      200,
    );
    isFull = false;
    const again = await sendLabels(running, [id, 'yes']);
    expect(again.results.map(({ status }) => status)).toEqual(['accepted']);
    const { body } = await get(running.server, '/metrics');
    expect(body).toMatch(/waymark_prediction_log_errors_total [1-9]/);
    expect(body).toMatch(/waymark_prediction_log_dropped_total [1-9]/);
    expect(await readdir(running.logFolder)).toHaveLength(1);
  });
});
