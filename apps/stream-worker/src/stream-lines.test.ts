import { PassThrough, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { streamLines } from './stream-lines.js';

/** Gives back the rows; `sizes` are those of the batches. */
function start({ output = new PassThrough() as Writable } = {}) {
  const input = new PassThrough();
  const controller = new AbortController();
  const sizes: number[] = [];
  const scorer = {
    score: async (rows: readonly unknown[]) => {
      sizes.push(rows.length);
      return rows.map((key) => ({ key, error: 'none' }));
    },
  };
  const done = streamLines({ input, output, scorer, stop: controller.signal });
  return { input, output, sizes, done, stop: () => controller.abort() };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await nextTurn();
}

describe('streamLines', () => {
  it('scores what is there as one batch, and the last line without its end', async () => {
    const { input, output, sizes, done } = start();
    input.write('1\n2\n3\n4');
    await turns(5);
    input.end('5\n6');
    expect(await done).toEqual({ lines: 5, isCut: false });
    const keys = String(output instanceof PassThrough && output.read()).match(/(?<="key":)\d+/g);
    expect(keys).toEqual(['1', '2', '3', '45', '6']);
    expect(sizes).toEqual([3, 1, 1]);
  });

  it('ends at once with an empty input', async () => {
    const { input, done } = start();
    input.end();
    expect(await done).toEqual({ lines: 0, isCut: false });
  });

  it('answers what was read when it is told to stop, and no line whose end has not come', async () => {
    const { input, sizes, done, stop } = start();
    input.write('1\n2\n3');
    stop();
    expect(await done).toEqual({ lines: 2, isCut: true });
    expect(sizes).toEqual([2]);
  });

  it('stops while it waits', async () => {
    const { done, stop } = start();
    await turns(5);
    stop();
    expect(await done).toEqual({ lines: 0, isCut: false });
  });

  it('reads no further than its output is taken', async () => {
    const taken: (() => void)[] = [];
    const output = new Writable({ highWaterMark: 1, write: (_, _encoding, next) => void taken.push(next) });
    const { input, sizes, done } = start({ output });
    input.write('1\n');
    await turns(5);
    input.end('2\n');
    await turns(5);
    expect(sizes).toEqual([1]);
    taken.shift()?.();
    await turns(5);
    expect(sizes).toEqual([1, 1]);
    taken.shift()?.();
    expect(await done).toEqual({ lines: 2, isCut: false });
  });

  it('throws STREAM_INPUT_FAILED when the input fails', async () => {
    const { input, done } = start();
    await turns(2);
    input.destroy(new Error('the disk is gone'));
    await expect(done).rejects.toMatchObject({
      code: 'STREAM_INPUT_FAILED',
      message: expect.stringContaining('the disk is gone'),
    });
  });
});
