/** A request that a bare model takes, made of its signature: zeros, empty texts, and 1 for what is open. */

import { sizeOf } from '../engine/named-tensor.js';
import type { BareModel } from './bare-model.js';

/** Beyond so many values nobody wants to read them. */
const mostValues = 64;

/** Undefined where it would be too long to paste, or the model takes what JSON does not have. */
export function exampleTensors({ signature }: BareModel) {
  const inputs = signature.inputs.map(({ name, datatype, dims }) => {
    const shape = dims.map((dim) => (dim === -1 ? 1 : dim));
    const value = datatype === 'BYTES' ? '' : datatype === 'BOOL' ? false : 0;
    const data = new Array<typeof value>(Math.min(sizeOf(shape), mostValues + 1)).fill(value);
    return { name, datatype, shape, data };
  });
  const values = inputs.reduce((sum, { data }) => sum + data.length, 0);
  const isPasteable = values <= mostValues && inputs.every(({ datatype }) => datatype !== 'FP16');
  return isPasteable ? { inputs } : undefined;
}

/** A line for a shell. Names of models hold neither quotes nor spaces, but those of inputs may. */
export function inferCommand(address: string, model: string, request: unknown): string {
  const body = JSON.stringify(request).replaceAll("'", String.raw`'\''`);
  return `curl -s -H 'content-type: application/json' -d '${body}' ${address}/v2/models/${model}/infer`;
}
