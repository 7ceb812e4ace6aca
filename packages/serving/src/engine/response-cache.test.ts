import { describe, expect, it } from 'vitest';
import { ResponseCache } from './response-cache.js';
import type { RowTarget } from './row-batcher.js';
import type { ExactCell, RequestOutputs, RequestRows } from './tensor-layout.js';

const target: RowTarget = {
  key: 1,
  inputs: [{ name: 'x', datatype: 'FP64', width: 1 }],
  outputs: [{ name: 'y', datatype: 'FP64', width: 2 }],
};
const request = (...cells: readonly ExactCell[]): RequestRows => ({ rows: cells.length, cells });

/** Gives each row the number of the request, as rows 1, 2, … of a batch that has others before them. */
function start(maxBytes = 2 ** 20) {
  const lookUps: boolean[] = [];
  let asked = 0;
  const runner = {
    refusal: undefined,
    submit: (_: RowTarget, { rows }: RequestRows): Promise<RequestOutputs> => {
      asked += 1;
      const values = Float64Array.from({ length: 2 * (rows + 1) }, (_, i) => asked * 100 + i);
      return Promise.resolve({ tensors: [values], firstRow: 1 });
    },
  };
  const cache = new ResponseCache(runner, { maxBytes, onLookUp: (_, { isHit }) => lookUps.push(isHit) });
  const ask = async (rows: RequestRows, to = target): Promise<readonly number[]> => {
    const { tensors, firstRow } = await cache.submit(to, rows);
    return Array.from(tensors[0] ?? [], Number).slice(2 * firstRow, 2 * (firstRow + rows.rows));
  };
  return { ask, lookUps, asked: () => asked };
}

describe('ResponseCache', () => {
  it('asks once for the same rows', async () => {
    const { ask, lookUps, asked } = start();
    expect(await ask(request(7, 8))).toEqual([102, 103, 104, 105]);
    expect(await ask(request(7, 8))).toEqual([102, 103, 104, 105]);
    expect(await ask(request(8, 7))).toEqual([202, 203, 204, 205]);
    expect(lookUps).toEqual([false, true, false]);
    expect(asked()).toBe(2);
  });

  it('tells apart what only looks alike', async () => {
    const { ask, asked } = start();
    const rows = [[1], ['1'], [1n], [null], [''], [0], [-0], ['n1;'], ['a', 'b'], ['at1:b'], [1, 2], [12]];
    for (const cells of rows) await ask(request(...cells));
    await ask(request(1), { ...target, key: 2 });
    expect(asked()).toBe(rows.length + 1);
  });

  it('forgets the least recently used first', async () => {
    // An entry takes 256 bytes, a key of 5 letters and two doubles: three of them fit into 900.
    const { ask, lookUps } = start(900);
    for (const cell of [1, 2, 3, 1, 4, 1, 2]) await ask(request(cell));
    expect(lookUps).toEqual([false, false, false, true, false, true, false]);
  });

  it('lets requests of many rows pass by', async () => {
    const { ask, lookUps, asked } = start();
    const many = request(...Array.from({ length: 17 }, (_, i) => i));
    await ask(many);
    await ask(many);
    expect(asked()).toBe(2);
    expect(lookUps).toEqual([]);
  });

  it('does not remember a failure', async () => {
    let asked = 0;
    const runner = {
      refusal: undefined,
      submit: () => {
        asked += 1;
        return asked === 1
          ? Promise.reject(new Error('no worker'))
          : Promise.resolve({ tensors: [Float64Array.of(1, 2)], firstRow: 0 });
      },
    };
    const cache = new ResponseCache(runner, { maxBytes: 2 ** 20 });
    await expect(cache.submit(target, request(1))).rejects.toThrow('no worker');
    await expect(cache.submit(target, request(1))).resolves.toMatchObject({ firstRow: 0 });
  });
});
