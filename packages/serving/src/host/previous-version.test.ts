import { describe, expect, it } from 'vitest';
import { tinyBundle } from '../testing/tiny-model.js';
import { contractOf } from './model-contract.js';
import { PreviousVersion } from './previous-version.js';
import { ServedModel } from './served-model.js';

const bundle = await tinyBundle(1);
const manifest = { ...bundle.manifest, formatVersion: 1 as const, files: {} };

function version(number: number) {
  let isReleased = false;
  const served = new ServedModel({
    ...{ model: 'tiny', version: number, manifest, manifestSha256: `sha-${number}`, bundleFolder: '' },
    ...{ contract: contractOf(manifest), exampleRequest: undefined, sessionKey: number },
    onReleased: () => {
      isReleased = true;
    },
  });
  const entry = { version: number, manifestSha256: `sha-${number}` };
  return { served, isReleased: () => isReleased, entry };
}

describe('PreviousVersion', () => {
  it('gives the version that it keeps back once, and no other', () => {
    const [first, second] = [version(1), version(2)];
    const previous = new PreviousVersion();
    previous.keep(first.served);
    expect(previous.take(second.entry)).toBeUndefined();
    expect(previous.take({ ...first.entry, manifestSha256: 'another' })).toBeUndefined();
    expect(previous.take(first.entry)).toBe(first.served);
    expect(previous.take(first.entry)).toBeUndefined();
    expect(first.isReleased()).toBe(false);
  });

  it('keeps one, for ten minutes', () => {
    let now = 0;
    const previous = new PreviousVersion(() => now);
    const [first, second] = [version(1), version(2)];
    previous.keep(first.served);
    previous.keep(second.served);
    expect([first.isReleased(), second.isReleased()]).toEqual([true, false]);
    now = 600_000;
    previous.releaseIfOld();
    expect(second.isReleased()).toBe(false);
    now = 600_001;
    previous.releaseIfOld();
    expect(second.isReleased()).toBe(true);
    expect(previous.take(second.entry)).toBeUndefined();
  });
});
