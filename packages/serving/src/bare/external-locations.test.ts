import { describe, expect, it } from 'vitest';
import { bareBytes } from '../testing/bare-models.js';
import { externalLocations } from './external-locations.js';

/** A field with a length: its tag, its length, what is in it; all shorter than 128 bytes. */
const field = (number: number, ...content: readonly (Uint8Array | string)[]) => {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
  const tag = number * 8 + 2;
  return Buffer.concat([
    Buffer.from([...(tag < 128 ? [tag] : [(tag % 128) | 128, tag >> 7]), bytes.length]),
    bytes,
  ]);
};
const isExternal = Buffer.from([14 * 8, 1]);
const tensorIn = (location: string) =>
  Buffer.concat([field(13, field(1, 'location'), field(2, location)), isExternal]);

describe('externalLocations', () => {
  it('finds the file of a model that the Python package wrote, and none where there is none', async () => {
    expect(externalLocations(await bareBytes('scaled'))).toEqual(['model.onnx.data']);
    expect(externalLocations(await bareBytes('tiny'))).toEqual([]);
  });

  // Numbers of onnx.proto: graph 7, node 1, initializer 5, sparse_initializer 15, attribute 5, t 5, g 6, functions 25.
  it('finds tensors in branches, constants, sparse tensors and functions, each file once', () => {
    const constant = (location: string) => field(1, field(5, field(5, tensorIn(location))));
    const branch = field(1, field(5, field(6, field(5, tensorIn('branch')))));
    const graph = field(7, field(5, tensorIn('a')), field(5, tensorIn('a')), constant('constant'), branch);
    const sparse = field(7, field(15, field(1, tensorIn('values')), field(2, tensorIn('indices'))));
    const inFunction = field(25, field(7, field(5, field(5, tensorIn('function')))));
    expect([...externalLocations(Buffer.concat([graph, sparse, inFunction]))].sort()).toEqual([
      ...['a', 'branch', 'constant', 'function', 'indices', 'values'],
    ]);
  });

  it('leaves out what lies in the file itself, and what is no location', () => {
    const inside = field(13, field(1, 'location'), field(2, 'a'));
    const other = Buffer.concat([field(13, field(1, 'checksum'), field(2, 'a')), isExternal]);
    expect(externalLocations(field(7, field(5, inside), field(5, other)))).toEqual([]);
  });

  it('gives what could be read of a file that is cut off or no model', async () => {
    const model = await bareBytes('scaled');
    for (let length = 0; length < model.length; length++)
      expect(['', 'model.onnx.data']).toContain(externalLocations(model.subarray(0, length)).join());
    expect(externalLocations(Buffer.from('no model at all'))).toEqual([]);
  });
});
