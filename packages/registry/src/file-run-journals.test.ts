import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStart } from '@waymark/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileRunJournals } from './file-run-journals.js';
import { spawnChild } from './testing/child-process.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const start: RunStart = {
  kind: 'training',
  model: 'churn',
  name: 'churn mlp 2026-11-21 10:00',
  parameters: { seed: 1 },
  lineage: { dataHash: 'd'.repeat(64), parametersHash: 'b'.repeat(64), codeHash: 'c'.repeat(64) },
  data: { source: 'simulated', rows: 4, description: 'four rows' },
  schema: {
    columns: [
      { name: 'id', type: 'text', role: 'key', nullable: false },
      { name: 'left', type: 'category', role: 'label', nullable: false, values: ['No', 'Yes'] },
    ],
  },
  gitSha: null,
  dirty: null,
};
const firstMs = Date.parse('2026-11-21T10:00:00.000Z');

/** Starts a run that ends with the test at the latest. */
async function begin(journals: FileRunJournals, changes: Partial<RunStart> = {}) {
  const run = await journals.start({ ...start, ...changes });
  onTestFinished(() => run.end('finished').catch(() => undefined));
  return run;
}

async function eventsOf(journals: FileRunJournals, journal: string) {
  return (await journals.read(journal, 0)).events;
}

describe('FileRunJournals', () => {
  it('keeps what is logged, in order, and has it on the disk when the call returns', async () => {
    const root = await temporaryFolder();
    let now = firstMs;
    const journals = new FileRunJournals(root, () => now++);
    const run = await begin(journals);
    run.logMetrics({ loss: 0.5, accuracy: 0.75 }, 1);
    run.logMetrics({ loss: Number.NaN }, 2);
    const [, , first, second] = await eventsOf(journals, run.journal);
    expect(first).toMatchObject({ event: 'metrics', run: 0, step: 1, values: { loss: 0.5, accuracy: 0.75 } });
    expect(second).toMatchObject({ step: 2, values: { loss: 'NaN' } });
    await run.end('finished');
    expect((await eventsOf(journals, run.journal)).at(-1)).toMatchObject({
      event: 'end',
      status: 'finished',
    });
    expect(await journals.list('churn')).toEqual([run.journal]);
    expect(run.journal).toMatch(/^churn\/20261121T10000000\dZ-[0-9a-f]{16}$/);
  });

  it('reads on from where it was, and leaves out a line that is not whole', async () => {
    const root = await temporaryFolder();
    const journals = new FileRunJournals(root);
    const run = await begin(journals);
    const { offset } = await journals.read(run.journal, 0);
    run.logMetrics({ loss: 0.5 }, 1);
    await appendFile(join(root, 'churn/live', `${run.journal.slice(6)}.jsonl`), '{"event":"metr');
    const next = await journals.read(run.journal, offset);
    expect(next.events).toMatchObject([{ event: 'metrics', step: 1 }]);
    expect((await journals.read(run.journal, next.offset)).events).toEqual([]);
  });

  it('never lets the time go back', async () => {
    const times = [firstMs, firstMs + 5, firstMs + 9, firstMs + 2];
    const journals = new FileRunJournals(await temporaryFolder(), () => times.shift() ?? firstMs);
    const run = await begin(journals);
    run.logMetrics({ loss: 0.5 }, 1);
    run.logMetrics({ loss: 0.4 }, 2);
    const written = (await eventsOf(journals, run.journal)).map(({ time }) => time);
    expect(written).toEqual([...written].sort((a, b) => a - b));
  });

  it('gives the next run of the same kind a journal of its own once the first ended, or while it goes on', async () => {
    const journals = new FileRunJournals(await temporaryFolder());
    const first = await begin(journals);
    const second = await begin(journals);
    await first.end('finished');
    const third = await begin(journals);
    expect(new Set([first.journal, second.journal, third.journal]).size).toBe(3);
    expect(third.earlier).toBeUndefined();
  });

  it('goes on, by its identity and the names of its children, where a killed process left it', async () => {
    const root = await temporaryFolder();
    const child = await spawnChild(
      `const journals = new lib.FileRunJournals(args.root);
       const run = await journals.start(args.start);
       const fold = run.child('fold 1');
       fold.logMetrics({ rocAuc: 0.8 }, 0);
       fold.end('finished');
       run.child('fold 2').logMetrics({ loss: 0.3 }, 7);
       say(run.journal);
       await new Promise(() => setInterval(() => {}, 1000));`,
      { root, start },
    );
    child.start();
    await child.heard(1);
    await child.kill();
    const [journal = ''] = child.said.map(String);
    await appendFile(join(root, 'churn/live', `${journal.slice(6)}.jsonl`), '{"half a li');

    const journals = new FileRunJournals(root);
    const other = await begin(journals, { parameters: { seed: 2 } });
    expect(other.journal).not.toBe(journal);
    const run = await begin(journals, { name: 'churn mlp 2026-11-21 11:00' });
    expect(run.journal).toBe(journal);
    expect(run.child('fold 1').earlier).toEqual({
      status: 'finished',
      metrics: { rocAuc: { step: 0, value: 0.8 } },
    });
    const second = run.child('fold 2');
    expect(second.earlier?.status).toBeUndefined();
    second.logMetrics({ loss: 0.3 }, 7);
    second.logMetrics({ loss: 0.2 }, 8);
    expect(run.child('fold 3').earlier).toBeUndefined();
    await run.end('finished');
    const steps = (await eventsOf(journals, journal)).flatMap((e) =>
      e.event === 'metrics' && e.run === 2 ? [e.step] : [],
    );
    expect(steps).toEqual([7, 8]);
    const ends = (await eventsOf(journals, journal)).flatMap((e) => (e.event === 'end' ? [e.run] : []));
    expect(ends).toEqual([1, 3, 2, 0]);
  });

  it('tells at the end that the disk did not take what was logged', async () => {
    const root = await temporaryFolder();
    const child = await spawnChild(
      `const run = await new lib.FileRunJournals(args.root).start(args.start);
       for (let step = 0; step < 2000; step += 1) run.logMetrics({ loss: step }, step);
       await run.end('finished').then(() => say('ended'), (error) => say(error.code));`,
      { root, start },
      { maxFileBlocks: 8 },
    );
    child.start();
    await child.heard(1);
    expect(child.said).toEqual(['STORAGE_FAILED']);
    await child.exited;
  });

  it('throws RUN_INVALID for a start without a lineage, and for a line that no run wrote', async () => {
    const root = await temporaryFolder();
    const journals = new FileRunJournals(root);
    const lineage = { ...start.lineage, dataHash: 'none' };
    await expect(journals.start({ ...start, lineage })).rejects.toMatchObject({ code: 'RUN_INVALID' });
    const { journal } = await begin(journals);
    const [file = ''] = await readdir(join(root, 'churn/live'));
    await appendFile(join(root, 'churn/live', file), '{"event":"party"}\n');
    await expect(journals.read(journal, 0)).rejects.toMatchObject({ code: 'RUN_INVALID' });
    expect(await readFile(join(root, 'churn/live', file), 'utf8')).toContain('"start"');
  });
});
