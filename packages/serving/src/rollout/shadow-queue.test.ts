import { describe, expect, it } from 'vitest';
import { type Deferred, deferred } from '../deferred.js';
import type { RequestOutputs } from '../engine/tensor-layout.js';
import { contractOf } from '../host/model-contract.js';
import { ServedModel } from '../host/served-model.js';
import { tinyBundle } from '../testing/tiny-model.js';
import { ShadowQueue } from './shadow-queue.js';

const bundle = await tinyBundle(2);
const manifest = { ...bundle.manifest, formatVersion: 1 as const, files: {} };
const outputs: RequestOutputs = { tensors: [], firstRow: 0 };

/** A queue whose parts end when the test says so. */
function heldQueue() {
  const contract = contractOf(manifest);
  const parts: {
    readonly rows: number;
    readonly cells: readonly unknown[];
    readonly end: Deferred<RequestOutputs>;
  }[] = [];
  const dropped: number[] = [];
  let released = 0;
  const shadow = new ServedModel({
    ...{ model: 'tiny', version: 2, manifest, manifestSha256: '', bundleFolder: '', contract },
    ...{ exampleRequest: undefined, sessionKey: 1, onReleased: () => (released += 1) },
  });
  const queue = new ShadowQueue({
    shadow,
    runner: {
      submit: (_, { rows, cells }) => {
        const end = deferred<RequestOutputs>();
        parts.push({ rows, cells, end });
        return end.promise;
      },
    },
    onDropped: (rows) => void dropped.push(rows),
  });
  return { queue, shadow, parts, dropped, released: () => released };
}

function request(rows: number) {
  return { rows, cells: Array.from({ length: 3 * rows }, (_, i) => i) };
}

describe('ShadowQueue', () => {
  it('scores one part of at most 64 rows at a time', async () => {
    const { queue, parts } = heldQueue();
    const firstRows: number[] = [];
    queue.offer(request(100), {
      scored: (_, { firstRow }) => void firstRows.push(firstRow),
      failed: () => {},
    });
    expect(parts).toHaveLength(0);
    await expect.poll(() => parts.map(({ rows }) => rows)).toEqual([64]);
    parts[0]?.end.resolve(outputs);
    await expect.poll(() => parts.map(({ rows }) => rows)).toEqual([64, 36]);
    expect(parts[1]?.cells[0]).toBe(3 * 64);
    parts[1]?.end.resolve(outputs);
    await expect.poll(() => firstRows).toEqual([0, 64]);
  });

  it('drops and counts what does not fit, and what waits when it is cleared', async () => {
    const { queue, parts, dropped } = heldQueue();
    const observer = { scored: () => {}, failed: () => {} };
    queue.offer(request(10), observer);
    await expect.poll(() => parts).toHaveLength(1);
    queue.offer(request(600), observer);
    queue.offer(request(401), observer);
    queue.offer(request(400), observer);
    expect(dropped).toEqual([401]);
    queue.clear();
    expect(dropped).toEqual([401, 1_000]);
    parts[0]?.end.resolve(outputs);
    queue.offer(request(5), observer);
    await expect.poll(() => parts.map(({ rows }) => rows)).toEqual([10, 5]);
  });

  it('drops what has too much text', async () => {
    const { queue, parts, dropped } = heldQueue();
    const observer = { scored: () => {}, failed: () => {} };
    const long = { rows: 1, cells: ['x'.repeat(10 * 2 ** 20)] };
    queue.offer(request(1), observer);
    await expect.poll(() => parts).toHaveLength(1);
    queue.offer(long, observer);
    queue.offer(long, observer);
    expect(dropped).toEqual([1]);
    parts[0]?.end.resolve(outputs);
    await expect.poll(() => parts).toHaveLength(2);
    queue.offer(long, observer);
    expect(dropped).toEqual([1]);
  });

  it('goes on after a failure, and holds the version until the last part has ended', async () => {
    const { queue, shadow, parts, released } = heldQueue();
    const failed: number[] = [];
    const observer = { scored: () => {}, failed: ({ rows }: { rows: number }) => void failed.push(rows) };
    queue.offer(request(2), observer);
    queue.offer(request(3), observer);
    await expect.poll(() => parts).toHaveLength(1);
    parts[0]?.end.reject(new Error('full'));
    await expect.poll(() => parts).toHaveLength(2);
    shadow.retire();
    expect([failed, released()]).toEqual([[2], 0]);
    parts[1]?.end.resolve(outputs);
    await expect.poll(released).toBe(1);
  });
});
