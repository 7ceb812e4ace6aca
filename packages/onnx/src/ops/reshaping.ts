/** Ops that give values another shape (onnx/docs/Operators.md, opset 17); the shape or the pads are a constant. */

import { broadcastShapes, type Dimension, elementCount, formatShape, type Shape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { anyType, numbers } from './type-sets.js';

export const reshapingOps = {
  /** Inputs: values, the wanted shape (a constant): 0 keeps the dimension at its place, one -1 takes what is left. */
  Reshape: defineOp({
    domain: '',
    inputs: ['T', 'S'],
    types: { T: anyType, S: ['int64'] },
    attributes: {},
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      return { dtype, shape: reshaped(shape, Array.from(constant(1), Number)) };
    },
  }),
  /** Inputs: values, a shape (a constant) that they broadcast to, and that may itself broadcast to theirs. */
  Expand: defineOp({
    domain: '',
    inputs: ['T', 'S'],
    types: { T: anyType, S: ['int64'] },
    attributes: {},
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      const wanted = Array.from(constant(1), Number);
      const joined = broadcastShapes(shape, wanted);
      if (joined === undefined)
        throw new OpMismatch(`${formatShape(shape)} must broadcast to ${formatShape(wanted)}`);
      return { dtype, shape: joined };
    },
  }),
  /** Inputs: values, how many to add (a constant: before each axis, then behind each), and with what (default 0). */
  Pad: defineOp({
    domain: '',
    inputs: ['T', 'P', 'T?'],
    types: { T: numbers, P: ['int64'] },
    attributes: { mode: 'string?' },
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      const pads = Array.from(constant(1), Number);
      if (pads.length !== 2 * shape.length)
        throw new OpMismatch(
          `there must be two pads for each axis of ${formatShape(shape)}; got ${pads.length}`,
        );
      const added = shape.map((_, axis) => (pads[axis] ?? 0) + (pads[axis + shape.length] ?? 0));
      return { dtype, shape: shape.map((dimension, axis) => lengthened(dimension, added[axis] ?? 0)) };
    },
  }),
};

function reshaped(shape: Shape, wanted: readonly number[]): Shape {
  const kept = wanted.map((dimension, axis) => (dimension === 0 ? (shape[axis] ?? 1) : dimension));
  const before = elementsOf(shape);
  const after = elementsOf(kept.filter((dimension) => dimension !== -1));
  const rest = before.count / after.count;
  // Names that stay cancel out; what is left of them goes into the -1.
  const names = withoutEach(before.names, after.names);
  const hasRest = kept.filter((dimension) => dimension === -1).length === 1;
  // A name without its number may turn out to fit when the graph runs.
  const fits = names.length > 0 || (hasRest ? Number.isInteger(rest) : rest === 1);
  if (!fits && before.count !== 0)
    throw new OpMismatch(`${formatShape(shape)} must have as many elements as ${formatShape(kept)}`);
  const left = names.length === 0 ? rest : [...(rest === 1 ? [] : [rest]), ...names].join('*');
  return kept.map((dimension) => (dimension === -1 ? left : dimension));
}

function elementsOf(shape: Shape): { readonly count: number; readonly names: readonly string[] } {
  // A product that was merged before, such as '5*N', comes apart again.
  const factors = shape.flatMap((dimension) => String(dimension).split('*'));
  const names = factors.filter((factor) => !isCount(factor));
  return { count: elementCount(factors.filter(isCount).map(Number)) ?? 0, names };
}

function isCount(factor: string): boolean {
  return /^\d+$/.test(factor);
}

function withoutEach(names: readonly string[], removed: readonly string[]): readonly string[] {
  const rest = [...names];
  for (const name of removed) {
    const index = rest.indexOf(name);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest;
}

function lengthened(dimension: Dimension, by: number): Dimension {
  if (by === 0) return dimension;
  return typeof dimension === 'number' ? dimension + by : `(${dimension}+${by})`;
}
