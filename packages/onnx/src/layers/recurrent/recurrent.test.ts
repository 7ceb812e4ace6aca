/**
 * The recurrent layers over the grid of their options, tfjs (cpu) against onnxruntime, with random weights of both signs,
 * batches of 1 and 3, sequences of 1 step and of 5: a single step hides what goes wrong between two.
 */

import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { errorOf } from '../../testing/error-of.js';
import { keep } from '../../testing/kept-model.js';
import { expectSequenceAgreement } from '../../testing/sequence-agreement.js';
import { randomiseWeights, randomModel } from '../../testing/tfjs-models.js';
import { activationConverters } from '../activations.js';
import type { Layer } from '../layer-converter.js';
import { recurrentActivationNames } from './recurrent-activations.js';

type Options = Omit<Parameters<typeof layers.lstm>[0] & Parameters<typeof layers.gru>[0], 'units' | 'cell'>;

/** The default, orthogonal, needs tfjs's chained ops, which tests do without; the weights are replaced anyway. */
const recurrentInitializer = 'zeros';
const four = { units: 4, recurrentInitializer } as const;

const kinds = {
  lstm: (args: Options) => layers.lstm({ ...four, ...args }),
  gru: (args: Options) => layers.gru({ ...four, ...args }),
  simpleRNN: (args: Options) => layers.simpleRNN({ ...four, ...args }),
  'gru that is written out': (args: Options) => layers.gru({ ...four, activation: 'gelu', ...args }),
  'rnn of one cell': (args: Options) => layers.rnn({ cell: layers.lstmCell(four), ...args }),
  'rnn of a stack': (args: Options) =>
    layers.rnn({
      cell: [
        layers.lstmCell({ ...four, units: 2 }),
        layers.gruCell({ ...four, units: 3, trainable: false, useBias: false }),
        layers.simpleRNNCell({ ...four, activation: 'relu' }),
      ],
      ...args,
    }),
  'rnn of a stack that is written out in part': (args: Options) =>
    layers.rnn({
      cell: [
        layers.lstmCell({ ...four, units: 2, recurrentActivation: 'softmax' }),
        layers.gruCell({ ...four, units: 3 }),
        layers.simpleRNNCell({ ...four, activation: 'mish' }),
      ],
      ...args,
    }),
};

const grid: readonly Options[] = [
  {},
  { useBias: false },
  { goBackwards: true },
  { returnSequences: true },
  { returnSequences: true, goBackwards: true },
  { implementation: 2, dropout: 0.5, recurrentDropout: 0.5 },
  { trainable: false },
];

// Safe: the table's keys are the names of tfjs, and a wrong one fails when the layer is made.
const activations = Object.keys(activationConverters) as readonly NonNullable<Options['activation']>[];

const battery = Object.entries(kinds).flatMap(([kind, make]) => [
  ...grid.map((options) => ({ kind, make, options })),
  ...(kind.includes(' ')
    ? []
    : activations.flatMap((activation) => [
        { kind, make, options: { activation } },
        { kind, make, options: { recurrentActivation: activation } },
      ])),
]);

const modelOf = (layer: Layer) => keep(randomModel([layer], 1));
const anyLength = [null, 3];
const knownLength = [5, 3];

/** What is written out step by step needs a known length. */
function inputShapeFor(kind: string, { activation, recurrentActivation }: Options): (number | null)[] {
  const isInside = (name = 'tanh') => recurrentActivationNames.includes(name);
  const isOp = !kind.includes('written out') && isInside(activation) && isInside(recurrentActivation);
  return isOp ? anyLength : knownLength;
}

/** The layer over sequences of such lengths, with initial states of these widths as inputs of their own. */
function modelWithStates(
  layer: Layer,
  shape: readonly (number | null)[],
  widths: readonly number[],
): LayersModel {
  const inputs = [input({ shape: [...shape] }), ...widths.map((width) => input({ shape: [width] }))];
  // Safe: a layer that is applied to symbolic tensors gives symbolic tensors.
  const outputs = layer.apply(inputs) as SymbolicTensor | SymbolicTensor[];
  const made = keep(model({ inputs, outputs }));
  randomiseWeights(made, 1);
  return made;
}

const stateWidths: Readonly<Record<keyof typeof kinds, readonly number[]>> = {
  lstm: [4, 4],
  gru: [4],
  simpleRNN: [4],
  'gru that is written out': [4],
  'rnn of one cell': [4, 4],
  'rnn of a stack': [4, 3, 2, 2],
  'rnn of a stack that is written out in part': [4, 3, 2, 2],
};

describe('recurrent layers', () => {
  it.each(battery)('$kind $options: onnxruntime agrees with tfjs', async ({ kind, make, options }) => {
    const inputShape = inputShapeFor(kind, options);
    await expectSequenceAgreement(modelOf(make({ ...options, inputShape })));
  });

  it.each(
    Object.entries(stateWidths),
  )('%s starts from given states, and gives its last ones', async (kind, widths) => {
    // Safe: stateWidths has the keys of kinds.
    const make = kinds[kind as keyof typeof kinds];
    for (const options of [{}, { returnSequences: true, goBackwards: true }]) {
      const made = modelWithStates(make({ ...options, returnState: true }), inputShapeFor(kind, {}), widths);
      expect(made.outputs).toHaveLength(1 + widths.length);
      await expectSequenceAgreement(made);
    }
  });

  it.each(Object.entries(kinds))('%s has the shapes that its config says', (_kind, make) => {
    const made = modelOf(make({ returnSequences: true, goBackwards: true, inputShape: [5, 3] }));
    expect(made.outputs[0]?.shape).toEqual([null, 5, 4]);
    expect(exportToOnnx(made).report.opset).toBe(17);
  });

  it('writes out sequences of one step, too', async () => {
    await expectSequenceAgreement(
      modelOf(layers.lstm({ ...four, activation: 'swish', returnSequences: true, inputShape: [1, 3] })),
    );
  });

  it('refuses a stateful layer, and what cannot be written out, each with the reason', () => {
    const entry = input({ batchShape: [1, 129, 3] });
    const open = input({ shape: anyLength });
    const made = keep(
      model({
        inputs: [entry, open],
        outputs: [
          layers.lstm({ ...four, stateful: true, name: 'memory' }).apply(entry),
          layers.gru({ ...four, recurrentActivation: 'swish', name: 'smooth' }).apply(open),
          layers
            .rnn({ cell: layers.simpleRNNCell({ ...four, activation: 'selu' }), name: 'long' })
            .apply(entry),
          // Safe: a layer that is applied to one symbolic tensor gives one.
        ].map((output) => output as typeof entry),
      }),
    );
    const error = errorOf(() => exportToOnnx(made));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain('memory (LSTM): it is stateful');
    expect(error.message).toContain(
      "smooth (GRU): the recurrentActivation 'swish' does not exist inside of ONNX's GRU, and its sequences have no known length",
    );
    expect(error.message).toContain(
      "long (RNN): the activation 'selu' does not exist inside of ONNX's RNN, and its sequences have 129 steps; at most 128",
    );
  });
});
