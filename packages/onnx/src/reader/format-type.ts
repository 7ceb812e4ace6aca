/** A value's type as a person reads it: `float32 [N, 3]`, `sequence of map of int64 to float32 []`. */

import type { OnnxType } from './onnx-model.js';

/** One line. A dimension that is neither a length nor a name is `?`. */
export function formatType(type: OnnxType): string {
  switch (type.kind) {
    case 'tensor':
      return formatTensor(type);
    case 'sparseTensor':
      return `sparse ${formatTensor(type)}`;
    case 'sequence':
    case 'optional':
      return `${type.kind} of ${formatType(type.element)}`;
    case 'map':
      return `map of ${type.key} to ${formatType(type.value)}`;
    case 'unknown':
      return 'unknown type';
  }
}

function formatTensor({
  dtype,
  shape,
}: Extract<OnnxType, { readonly kind: 'tensor' | 'sparseTensor' }>): string {
  if (shape === undefined) return `${dtype} of unknown shape`;
  return `${dtype} [${shape.map((dimension) => dimension ?? '?').join(', ')}]`;
}
