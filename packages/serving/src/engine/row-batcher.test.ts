import { describe, expect, it } from 'vitest';
import { type PackedBatch, packTensors, unpackTensors } from './batch-codec.js';
import type { BatchRunner, ScoredBatch } from './inference-process.js';
import { RowBatcher, type RowTarget } from './row-batcher.js';

const doubled: RowTarget = {
  key: 1,
  inputs: [{ name: 'x', datatype: 'FP64', width: 1 }],
  outputs: [{ name: 'y', datatype: 'FP64', width: 1 }],
};

class DoublingRunner implements BatchRunner {
  readonly batches: (readonly number[])[] = [];

  async run(_: number, batch: PackedBatch): Promise<ScoredBatch> {
    const x = Array.from(unpackTensors(doubled.inputs, batch)[0] ?? [], Number);
    this.batches.push(x);
    const y = Float64Array.from(x, (value) => 2 * value);
    return { batch: packTensors(doubled.outputs, [y], batch.rows), computeMs: 1 };
  }
}

describe('RowBatcher', () => {
  it('answers each request with its own rows, and gives one that is larger than a batch several', async () => {
    const runner = new DoublingRunner();
    const batcher = new RowBatcher(runner, { maxBatchRows: 3 });
    const requests = [[1, 2], [3, 4], [5], [6, 7, 8, 9]];
    const answers = await Promise.all(
      requests.map(async (cells) => {
        const { tensors, firstRow } = await batcher.submit(doubled, { rows: cells.length, cells });
        return Array.from(tensors[0] ?? [], Number).slice(firstRow, firstRow + cells.length);
      }),
    );
    expect(runner.batches).toEqual([[1, 2], [3, 4, 5], [6, 7, 8], [9]]);
    expect(answers).toEqual([[2, 4], [6, 8], [10], [12, 14, 16, 18]]);
  });

  it('takes all parts of a request, or none', async () => {
    const batcher = new RowBatcher(new DoublingRunner(), { maxBatchRows: 1, maxQueueRows: 2 });
    const large = batcher.submit(doubled, { rows: 4, cells: [1, 2, 3, 4] });
    expect(batcher.queuedRows).toBe(4);
    const refused = batcher.submit(doubled, { rows: 2, cells: [5, 6] });
    await expect(refused).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    await expect(large).resolves.toMatchObject({ firstRow: 0, tensors: [Float64Array.of(2, 4, 6, 8)] });
  });
});
