import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  buildModel,
  type FitOptions,
  fitBinaryClassifier,
  type LayersModel,
  type ModelDefinition,
  multilayerPerceptron,
  selectBackend,
} from './index.js';

/** Dropout, batches and two layers: everything that draws random numbers. */
const definition = multilayerPerceptron({ hidden: [8, 4], dropout: 0.5 });
const options = { seed: 11, epochs: 4, batchSize: 16, learningRate: 0.01 };
const rows = 50;
const width = 3;
const features = Array.from({ length: rows * width }, (_, i) => Math.fround(Math.sin(i * 1.7) * 2));
const labels = Array.from({ length: rows }, (_, row) => (((row * 7) % 10) + (row % 3) > 6 ? 1 : 0));

describe('fitBinaryClassifier, repeated', () => {
  it('gives the same weights to the bit, also after another model was trained', async () => {
    await selectBackend('wasm');
    const first = await fittedHash(definition, options);
    await fittedHash(multilayerPerceptron({ hidden: [5] }), { ...options, seed: 3 });
    expect(await fittedHash(definition, options)).toBe(first);
    expect(await fittedHash(definition, { ...options, seed: 12 })).not.toBe(first);
  });

  it('gives the same weights when two fits take turns', async () => {
    await selectBackend('wasm');
    const alone = await fittedHash(definition, options);
    const [first, second] = await Promise.all([
      fittedHash(definition, options),
      fittedHash(definition, options),
    ]);
    expect([first, second]).toEqual([alone, alone]);
  });

  it('shows its seeded generator to nobody else', async () => {
    await selectBackend('wasm');
    const original = Math.random;
    const seen = new Set<unknown>();
    await fittedHash(definition, { ...options, onEpoch: () => seen.add(Math.random) });
    expect([...seen, Math.random]).toEqual([original, original]);
  });

  it('gives the same weights in another process (the built package)', async () => {
    await selectBackend('wasm');
    expect(await fittedHashElsewhere()).toBe(await fittedHash(definition, options));
  });
});

async function fittedHash(given: ModelDefinition, settings: FitOptions): Promise<string> {
  const matrix = { features: Float32Array.from(features), labels: Uint8Array.from(labels), rows, width };
  const model = await buildModel(given, { inputWidth: width, seed: settings.seed });
  await fitBinaryClassifier(model, { train: matrix, validation: matrix }, settings);
  const hash = hashOf(model);
  model.dispose();
  return hash;
}

function hashOf(model: LayersModel): string {
  const hash = createHash('sha256');
  for (const weight of model.getWeights()) hash.update(weight.dataSync<'float32'>());
  return hash.digest('hex');
}

/** The same fit in a fresh process, on the package as it is published. */
async function fittedHashElsewhere(): Promise<string> {
  const script = `
    import { createHash } from 'node:crypto';
    import { buildModel, fitBinaryClassifier, selectBackend } from ${JSON.stringify(builtPackage)};
    const { definition, options, features, labels, rows, width } = JSON.parse(process.argv[1]);
    await selectBackend('wasm');
    const matrix = { features: Float32Array.from(features), labels: Uint8Array.from(labels), rows, width };
    const model = await buildModel(definition, { inputWidth: width, seed: options.seed });
    await fitBinaryClassifier(model, { train: matrix, validation: matrix }, options);
    const hash = createHash('sha256');
    for (const weight of model.getWeights()) hash.update(weight.dataSync());
    process.stdout.write(hash.digest('hex'));`;
  const input = JSON.stringify({ definition, options, features, labels, rows, width });
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
    input,
  ]);
  return stdout;
}

const builtPackage = new URL('../dist/index.js', import.meta.url).href;
