/** The layers that only rearrange: reshape, permute, repeatVector. None of them touches the batch. */

import { numberIn, numbersIn } from './layer-config.js';
import { integersConstant, type LayerConverter } from './layer-converter.js';

/** One null in the target takes what is left. */
export const reshape: LayerConverter = {
  integers: 'kept',
  convert: ({ builder, input, config }) => {
    const target = [config.targetShape].flat().map((dimension) => Number(dimension ?? -1));
    return builder.add('Reshape', [
      input,
      integersConstant(builder, [0, ...withoutRest(target, input.shape)]),
    ]);
  },
};

export const permute: LayerConverter = {
  integers: 'kept',
  convert: ({ builder, input, config }) =>
    builder.add('Transpose', [input], { perm: [0, ...numbersIn(config, 'dims')] }),
};

/** [N, F] to [N, n, F]. */
export const repeatVector: LayerConverter = {
  integers: 'kept',
  convert: ({ builder, input, config }) => {
    const column = builder.add('Unsqueeze', [input, integersConstant(builder, [1])]); // [N, 1, F]
    return builder.add('Expand', [column, integersConstant(builder, [1, numberIn(config, 'n'), 1])]);
  },
};

/** Works the rest out where it can: ONNX cannot, for a batch without rows. */
function withoutRest(
  target: readonly number[],
  [, ...shape]: readonly (number | string)[],
): readonly number[] {
  const product = (dimensions: readonly number[]): number =>
    dimensions.reduce((total, each) => total * each, 1);
  const sizes = shape.filter((dimension) => typeof dimension === 'number');
  if (sizes.length < shape.length) return target;
  const rest = product(sizes) / product(target.filter((dimension) => dimension !== -1));
  return target.map((dimension) => (dimension === -1 ? rest : dimension));
}
