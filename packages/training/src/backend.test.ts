import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { requireBackend, selectBackend } from './backend.js';
import { importTensorflow } from './tensorflow-addon.js';

const hasTensorflow = (await importTensorflow()) === undefined;

describe('requireBackend', () => {
  it.skipIf(hasTensorflow)('refuses before a backend is selected', () => {
    expect(() => requireBackend()).toThrow(
      expect.objectContaining({ code: 'BACKEND_NOT_SELECTED', kind: 'usage' }),
    );
  });
});

describe('selectBackend', () => {
  it('leaves the crash handlers of the process as they were, and its own caller’s on', async () => {
    const handler = () => undefined;
    process.on('unhandledRejection', handler);
    const before = crashHandlers();
    expect(await selectBackend('wasm')).toBe('wasm');
    expect(crashHandlers()).toEqual(before);
    expect(process.listeners('unhandledRejection')).toContain(handler);
    process.off('unhandledRejection', handler);
  });

  it('gives the same answer again, and keeps the backend', async () => {
    await selectBackend('wasm');
    const backend = tf.backend();
    expect(await selectBackend('wasm')).toBe('wasm');
    expect(tf.backend()).toBe(backend);
    expect(() => requireBackend()).not.toThrow();
  });

  it.skipIf(hasTensorflow)('takes wasm for auto where the addon of tensorflow does not load', async () => {
    expect(await selectBackend('auto')).toBe('wasm');
  });

  it.skipIf(!hasTensorflow)('takes tensorflow for auto (needs @tensorflow/tfjs-node)', async () => {
    expect(await selectBackend('auto')).toBe('tensorflow');
  });

  it.skipIf(hasTensorflow)('says what to do when tensorflow is asked for and not there', async () => {
    await expect(selectBackend('tensorflow')).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      kind: 'environment',
      message: expect.stringMatching(/@tensorflow\/tfjs-node.*npm run tensorflow/s),
      cause: expect.any(Error),
    });
  });
});

function crashHandlers() {
  return [process.listeners('uncaughtException'), process.listeners('unhandledRejection')];
}
