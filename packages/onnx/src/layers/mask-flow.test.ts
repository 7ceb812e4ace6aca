/**
 * Masks on their way through branches, joins and models in models, tfjs (cpu) against onnxruntime: exported where tfjs
 * gives a layer its own mask, refused where it gives it another one.
 */

import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { errorOf } from '../testing/error-of.js';
import { expectAgreement } from '../testing/expect-agreement.js';
import { keep } from '../testing/kept-model.js';
import { randomInput, randomiseWeights } from '../testing/tfjs-models.js';
import type { Layer } from './layer-converter.js';

const sequence = { units: 3, recurrentInitializer: 'zeros', returnSequences: true } as const;
const gru = (name = 'reader') => layers.gru({ ...sequence, name });

function applied(layer: Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor {
  const [first = []] = inputs;
  // Safe: these layers give one symbolic tensor for symbolic tensors.
  return layer.apply(inputs.length === 1 ? first : [...inputs]) as SymbolicTensor;
}

const masked = (value: SymbolicTensor) => applied(layers.masking(), value);

/** A model of two sequences of 4 steps with 3 features. */
function modelOf(
  build: (left: SymbolicTensor, right: SymbolicTensor) => SymbolicTensor | SymbolicTensor[],
): LayersModel {
  const inputs = [input({ shape: [4, 3] }), input({ shape: [4, 3] })] as const;
  const made = keep(model({ inputs: [...inputs], outputs: build(...inputs) }));
  randomiseWeights(made, 1);
  return made;
}

/** Batches of 1 and 3, each third step of the first input and each fourth of the second zero. */
async function expectMaskedAgreement(made: LayersModel): Promise<void> {
  const { bytes } = exportToOnnx(made);
  for (const batch of [1, 3]) {
    const inputs = made.inputs.map((_, index) => {
      const isOff = (i: number) => Math.floor(i / 3) % (3 + index) === 1;
      const data = randomInput([batch, 4, 3], index + 2).map((value, i) => (isOff(i) ? 0 : value));
      return { data, shape: [batch, 4, 3] };
    });
    await expectAgreement(made, bytes, inputs);
  }
}

const exported: Readonly<Record<string, Parameters<typeof modelOf>[0]>> = {
  'masks that are added, and that nothing reads': (left, right) =>
    applied(layers.globalAveragePooling1d({}), applied(layers.add(), masked(left), masked(right))),
  'masks of three, and that nothing reads': (left, right) =>
    applied(layers.average(), masked(left), masked(right), left),
  'sequences that are added behind their readers': (left, right) =>
    applied(layers.multiply(), applied(gru('a'), masked(left)), applied(gru('b'), masked(right))),
  'features of two masked sequences': (left, right) =>
    applied(gru(), applied(layers.concatenate(), masked(left), masked(right))),
  'features of a masked sequence and another one': (left, right) =>
    applied(gru(), applied(layers.concatenate({ axis: 2 }), left, masked(right))),
  'masked sequences behind each other': (left, right) =>
    applied(gru(), applied(layers.concatenate({ axis: 1 }), masked(left), masked(right))),
  'a masked sequence beside one whose reader tfjs calls before': (left, right) =>
    applied(layers.concatenate(), applied(gru('late'), masked(left)), applied(gru('early'), right)),
  'a dot product, which has no mask': (left, right) =>
    applied(layers.flatten(), applied(layers.dot({ axes: 1 }), masked(left), right)),
  'a model that reads the mask of its input': (left, right) =>
    applied(
      layers.add(),
      applied(
        sequential({ layers: [layers.dense({ units: 3, inputShape: [4, 3] }), gru(), gru('second')] }),
        masked(left),
      ),
      right,
    ),
  'a reader behind a model that hands the mask on': (left, right) =>
    applied(
      layers.add(),
      applied(
        gru(),
        applied(sequential({ layers: [layers.dense({ units: 3, inputShape: [4, 3] })] }), masked(left)),
      ),
      right,
    ),
  'a model with a mask of its own': (left, right) =>
    applied(
      layers.add(),
      applied(sequential({ layers: [layers.masking({ inputShape: [4, 3] }), gru()] }), left),
      right,
    ),
  'each step of a model with a mask of its own': (left, right) => {
    const words = sequential({
      layers: [
        layers.embedding({ inputDim: 9, outputDim: 3, maskZero: true, inputShape: [3] }),
        layers.gru({ ...sequence, returnSequences: false }),
      ],
    });
    const steps = applied(layers.timeDistributed({ layer: words }), applied(layers.reLU(), left));
    return applied(layers.add(), steps, right);
  },
  'last states, which start another sequence': (left, right) => {
    const encoder = layers.lstm({ ...sequence, returnState: true });
    // Safe: with returnState the layer gives its output and two states.
    const [, h, c] = encoder.apply(masked(left)) as [SymbolicTensor, SymbolicTensor, SymbolicTensor];
    return applied(layers.lstm({ ...sequence, name: 'decoder' }), right, h, c);
  },
};

const refused: Readonly<Record<string, readonly [build: Parameters<typeof modelOf>[0], reason: string]>> = {
  'sums that a layer reads': [
    (left, right) => applied(gru(), applied(layers.add(), masked(left), right)),
    'reader (GRU): tfjs itself reads a mask of another shape in it; join branches by concatenate',
  ],
  'sums of three where only some have a mask': [
    (left, right) => applied(layers.add({ name: 'sum' }), masked(left), right, right),
    'sum (Add): tfjs itself fails where only some of three or more inputs have a mask',
  ],
  'sequences behind each other where only one has a mask': [
    (left, right) => applied(layers.concatenate({ axis: 1, name: 'joined' }), masked(left), right),
    'joined (Concatenate): tfjs itself fails where some of the joined sequences have a mask',
  ],
  'sums that are joined once more': [
    (left, right) =>
      applied(layers.concatenate({ name: 'joined' }), applied(layers.add(), masked(left), right), right),
    'joined (Concatenate): tfjs itself reads a mask of another shape in it',
  ],
  'a sequence without a mask whose reader tfjs calls after a mask': [
    (left, right) =>
      applied(layers.concatenate(), applied(gru(), right), applied(gru('early'), masked(left))),
    'reader (GRU): tfjs itself hands the mask of another layer to it',
  ],
  'a mask that is made in a model, and read outside of it': [
    (left, right) => {
      const inside = sequential({ layers: [layers.masking({ inputShape: [4, 3] })] });
      return applied(layers.add(), applied(gru(), applied(inside, left)), right);
    },
    'reader (GRU): tfjs itself does not hand its mask into the model that it is in, or out of the one before it',
  ],
  'initial states that stay for the next layer': [
    (left, right) => {
      const state = applied(layers.globalAveragePooling1d({}), right);
      return applied(gru(), applied(gru('first'), masked(left), state));
    },
    'reader (GRU): tfjs itself hands the initial states of another layer to it',
  ],
};

describe('masks', () => {
  it.each(Object.entries(exported))('%s: onnxruntime agrees with tfjs', async (_title, build) => {
    await expectMaskedAgreement(modelOf(build));
  });

  it.each(Object.entries(refused))('refuses %s', (_title, [build, reason]) => {
    const error = errorOf(() => exportToOnnx(modelOf(build)));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain(reason);
  });
});
