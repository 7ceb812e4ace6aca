import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { errorOf } from '../../testing/error-of.js';
import { keep } from '../../testing/kept-model.js';
import { expectSequenceAgreement } from '../../testing/sequence-agreement.js';
import { randomiseWeights } from '../../testing/tfjs-models.js';

type Args = Parameters<typeof layers.bidirectional>[0];
type Options = Omit<Parameters<typeof layers.lstm>[0], 'units'>;

const four = { units: 4, recurrentInitializer: 'zeros' } as const;
const kinds = {
  lstm: (options: Options) => layers.lstm({ ...four, ...options }),
  gru: (options: Options) => layers.gru({ ...four, ...options }),
};
const modes = ['concat', 'sum', 'ave', 'mul', null] as const;
const grid: readonly Options[] = [
  {},
  { goBackwards: true },
  { returnSequences: true },
  { returnSequences: true, goBackwards: true },
];

const battery = Object.entries(kinds).flatMap(([kind, make]) =>
  modes.flatMap((mergeMode) => grid.map((options) => ({ kind, make, mergeMode, options }))),
);

function modelOf(
  args: { readonly layer: unknown; readonly mergeMode: (typeof modes)[number] },
  states: number,
): LayersModel {
  const entries = [
    input({ shape: [null, 3] }),
    ...Array.from({ length: states }, () => input({ shape: [4] })),
  ];
  // Safe: tfjs types neither its own recurrent layers as the RNN that it wants, nor the mode null.
  const layer = layers.bidirectional({ ...args, name: 'both' } as Args);
  // Safe: a layer that is applied to symbolic tensors gives symbolic tensors.
  const outputs = layer.apply(entries) as SymbolicTensor | SymbolicTensor[];
  const made = keep(model({ inputs: entries, outputs }));
  randomiseWeights(made, 1);
  return made;
}

describe('bidirectional', () => {
  it.each(battery)('$kind, $mergeMode, $options: onnxruntime agrees with tfjs', async ({
    make,
    mergeMode,
    options,
  }) => {
    const made = modelOf({ layer: make(options), mergeMode }, 0);
    expect(made.outputs).toHaveLength(mergeMode === null ? 2 : 1);
    await expectSequenceAgreement(made);
  });

  it.each(modes)('%s: gives the last states of both directions, from given ones', async (mergeMode) => {
    const made = modelOf({ layer: kinds.lstm({ returnState: true }), mergeMode }, 4);
    expect(made.outputs).toHaveLength(mergeMode === null ? 6 : 5);
    await expectSequenceAgreement(made);
  });

  it('is written out in both directions where the activation is no part of the op', async () => {
    const entry = input({ shape: [5, 3] });
    const layer = kinds.gru({ activation: 'gelu_new', returnSequences: true });
    // Safe: tfjs does not type its own recurrent layers as the RNN that it wants; one symbolic tensor gives one.
    const output = layers.bidirectional({ layer, mergeMode: 'concat' } as unknown as Args).apply(entry);
    const made = keep(model({ inputs: entry, outputs: output as SymbolicTensor }));
    randomiseWeights(made, 1);
    await expectSequenceAgreement(made);
  });

  it('refuses what the layer in it is refused for', () => {
    const layer = kinds.lstm({ activation: 'gelu' });
    const error = errorOf(() => exportToOnnx(modelOf({ layer, mergeMode: 'concat' }, 0)));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain("both (Bidirectional): the activation 'gelu' does not exist inside");
  });
});
