import { describe, expect, it } from 'vitest';
import { importTensorflow, supplyRemovedUtilities } from './tensorflow-addon.js';

const hasTensorflow = (await importTensorflow()) === undefined;

describe('importTensorflow', () => {
  it.skipIf(hasTensorflow)(
    'returns the reason instead of throwing when the package is not there',
    async () => {
      expect(await importTensorflow()).toBeInstanceOf(Error);
    },
  );
});

describe('supplyRemovedUtilities', () => {
  it('adds the two functions that Node 23 removed', () => {
    const util: Record<string, (value: unknown) => unknown> = {};
    supplyRemovedUtilities(util);
    expect(util.isArray?.([])).toBe(true);
    expect(util.isArray?.({ length: 0 })).toBe(false);
    expect([undefined, null, 0, ''].map((value) => util.isNullOrUndefined?.(value))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('leaves those of an older Node alone', () => {
    const own = () => true;
    const util = { isArray: own, isNullOrUndefined: own };
    supplyRemovedUtilities(util);
    expect(util).toEqual({ isArray: own, isNullOrUndefined: own });
  });
});
