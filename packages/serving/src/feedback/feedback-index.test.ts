import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JsonlPredictionSink } from '../log/jsonl-prediction-sink.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { FeedbackIndex } from './feedback-index.js';
import { PredictionIdSeries } from './prediction-ids.js';

const time = '2026-01-01T00:00:00.000Z';

describe('FeedbackIndex', () => {
  it('knows the ids that this run has given, and no others', () => {
    const index = new FeedbackIndex();
    const series = new PredictionIdSeries();
    index.addSeries('tiny', series);
    series.take(2);
    expect([0, 1, 2].map((number) => index.modelOf(series.idOf(number)))).toEqual([
      'tiny',
      'tiny',
      undefined,
    ]);
    expect(index.modelOf('ffffffffffff-0')).toBeUndefined();
    expect(index.modelOf('nonsense')).toBeUndefined();
  });

  it('learns ids and last labels from the log, whatever the labels contain', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder);
    const rest = { time, model: 'tiny', version: 1, label: 'no', probabilities: [1, 0] };
    const feedback = { type: 'feedback', time, model: 'tiny' } as const;
    sink.write([
      // With the fields in the order in which the server writes them, and in another.
      { type: 'prediction', id: '0123456789ab-5', ...rest, features: { a: '"}' } },
      { ...rest, features: {}, id: '0123456789ab-7', type: 'prediction' },
      { ...feedback, predictionId: '0123456789ab-5', label: 'no' },
      // No prediction: nobody was told it.
      { ...rest, type: 'shadow', predictionId: '0123456789ab-8' },
      { ...feedback, predictionId: '0123456789ab-5', label: 'a "quoted" \\ label' },
    ]);
    await sink.close();
    await writeFile(join(folder, 'z.jsonl'), '{"type":"prediction","id":"0123456789ab-z","time":"x","mod');
    const index = new FeedbackIndex();
    await index.rebuild(folder);
    const known = ['4', '5', '6', '7', '8', 'z'].filter((number) => index.modelOf(`0123456789ab-${number}`));
    expect(known).toEqual(['5', '6', '7']);
    expect(index.lastLabel('0123456789ab-5')).toBe('a "quoted" \\ label');
  });

  it('forgets the labels of the oldest ids beyond its limit', () => {
    const index = new FeedbackIndex({ maxLabels: 2 });
    for (const id of ['a', 'b', 'a', 'c']) index.setLabel(id, 'yes');
    expect(['a', 'b', 'c'].map((id) => index.lastLabel(id))).toEqual(['yes', undefined, 'yes']);
  });
});
