/**
 * The activation functions that onnxruntime has inside LSTM, GRU and RNN, by tfjs's names (onnx/docs/Operators.md#RNN;
 * onnxruntime, core/providers/cpu/rnn/rnn_helpers.cc). For the other ones a cell is written out step by step (unrolled-cell.ts); so it
 * is for softplus, since onnxruntime 1.30 gives NaN and infinity there for arguments above 88.
 */

interface RecurrentActivation {
  readonly function: string;
  readonly alpha?: number;
  readonly beta?: number;
}

const recurrentActivations = {
  linear: { function: 'Affine', alpha: 1, beta: 0 },
  relu: { function: 'Relu' },
  elu: { function: 'Elu', alpha: 1 },
  sigmoid: { function: 'Sigmoid' },
  // Keras 2's slope. It is ONNX's default too, but Keras 3 and PyTorch mean 1/6, so it is written.
  hardSigmoid: { function: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  softsign: { function: 'Softsign' },
  tanh: { function: 'Tanh' },
} as const satisfies Readonly<Record<string, RecurrentActivation>>;

/** The names of the activations that a recurrent op can have. */
export const recurrentActivationNames: readonly string[] = Object.keys(recurrentActivations);

/** The three attributes for the functions of one direction; alphas and betas only for those that take them. */
export function activationAttributes(names: readonly string[]): {
  readonly activations: readonly string[];
  readonly activation_alpha: readonly number[];
  readonly activation_beta: readonly number[];
} {
  const table: Readonly<Record<string, RecurrentActivation>> = recurrentActivations;
  const chosen = names.map((name) => table[name]).filter((activation) => activation !== undefined);
  if (chosen.length !== names.length) throw new TypeError(`refuse must be asked first; got ${names.join()}`);
  return {
    activations: chosen.map((activation) => activation.function),
    activation_alpha: chosen.flatMap(({ alpha }) => alpha ?? []),
    activation_beta: chosen.flatMap(({ beta }) => beta ?? []),
  };
}
