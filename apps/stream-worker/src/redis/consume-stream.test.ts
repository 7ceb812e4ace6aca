import { describe, expect, it } from 'vitest';
import { type ClaimedEntry, consumeStream, type EntryQueue } from './consume-stream.js';
import type { Answer, StreamEntry } from './stream-entry.js';

const entry = (id: string, row: string | undefined = `"${id}"`): StreamEntry => ({
  id,
  fields: row === undefined ? {} : { row },
});

interface Script {
  readonly own?: (readonly StreamEntry[])[];
  readonly fresh?: (readonly StreamEntry[])[];
  readonly abandoned?: ClaimedEntry[];
}

/** Gives what the script says, then tells the worker to stop. `settled` has the ids of each transaction. */
async function consume({ own = [], fresh = [], abandoned = [] }: Script) {
  const controller = new AbortController();
  const settled: (readonly Answer[])[] = [];
  const queue: EntryQueue = {
    ownEntries: async () => own.shift() ?? [],
    async newEntries() {
      const entries = fresh.shift();
      if (entries === undefined) controller.abort();
      return entries ?? [];
    },
    claimEntry: async () => abandoned.shift(),
    settle: async (answers) => void settled.push(answers),
  };
  const scorer = {
    score: async (rows: readonly unknown[]) =>
      rows.map((row) =>
        row === 'bad'
          ? { key: undefined, error: 'must be good' }
          : { key: row, label: 'Yes', probability: 1, probabilities: {}, id: 'i', model_version: '1' },
      ),
  };
  await consumeStream(queue, { scorer, stop: controller.signal, claimAfterMs: 1000, now: () => 0 });
  return settled;
}

const idsOf = (settled: readonly (readonly Answer[])[]) =>
  settled.map((answers) => answers.map(({ source }) => source.id));

describe('consumeStream', () => {
  it('settles what came together in one transaction, and what it had before first', async () => {
    const settled = await consume({
      own: [[entry('1')], [entry('2')]],
      fresh: [[entry('3'), entry('4')], []],
    });
    expect(idsOf(settled)).toEqual([['1'], ['2'], ['3', '4']]);
    expect(settled[0]?.[0]?.fields).toEqual({
      source: '1',
      prediction: expect.stringContaining('"key":"1"'),
    });
  });

  it('sends what cannot be scored to the dead entries, with the reason and as it came', async () => {
    const entries = [entry('1', '"bad"'), entry('2', '{'), { id: '3', fields: { other: 'x' } }, entry('4')];
    const [answers = []] = await consume({ fresh: [entries] });
    const noJson = 'the field row must hold a JSON object {column: value}';
    expect(answers.map(({ to, fields }) => ({ to, ...fields }))).toEqual([
      { to: 'dead', row: '"bad"', source: '1', error: 'must be good' },
      { to: 'dead', row: '{', source: '2', error: noJson },
      { to: 'dead', other: 'x', source: '3', error: noJson },
      { to: 'output', source: '4', prediction: expect.any(String) },
    ]);
  });

  it('takes over abandoned entries one by one, and gives up one that nobody could answer', async () => {
    const settled = await consume({
      abandoned: [
        { entry: entry('1'), deliveries: 2 },
        { entry: entry('2'), deliveries: 6 },
        { entry: entry('3'), deliveries: 5 },
      ],
    });
    expect(idsOf(settled)).toEqual([['1'], ['2'], ['3']]);
    expect(settled.map(([answer]) => answer?.to)).toEqual(['output', 'dead', 'output']);
    expect(settled[1]?.[0]?.fields.error).toBe('no worker answered it in 5 tries');
  });
});
