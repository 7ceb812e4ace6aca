import { describe, expect, it } from 'vitest';
import { appendBinaryClassifierHead, type BinaryClassifierHeadOptions } from './binary-classifier-head.js';
import { GraphBuilder } from './graph/graph-builder.js';
import { encodeModel } from './protobuf/encode-model.js';
import { errorOf } from './testing/error-of.js';
import { runModel, Tensor } from './testing/run-model.js';

const churn: BinaryClassifierHeadOptions = { classes: ['No', 'Yes'], positiveClass: 'Yes', threshold: 0.5 };

async function runHead(logits: readonly number[], options: BinaryClassifierHeadOptions) {
  const builder = new GraphBuilder({ name: 'head' });
  const head = appendBinaryClassifierHead(builder, builder.input('logits', 'float32', ['N', 1]), options);
  builder.output('label', head.label);
  builder.output('probabilities', head.probabilities);
  const outputs = await runModel(encodeModel(builder.build()), {
    logits: new Tensor('float32', Float32Array.from(logits), [logits.length, 1]),
  });
  const probabilities = outputs.probabilities?.data;
  if (!(probabilities instanceof Float32Array)) throw new TypeError('probabilities must be float32');
  return { label: outputs.label, probabilities, dims: outputs.probabilities?.dims };
}

describe('appendBinaryClassifierHead', () => {
  it('gives both probabilities in class order, and the label', async () => {
    const { label, probabilities, dims } = await runHead([0, Math.log(3), -Math.log(3)], churn);
    expect(dims).toEqual([3, 2]);
    expect(label?.dims).toEqual([3]);
    expect(label?.data).toEqual(['Yes', 'Yes', 'No']);
    expect(probabilities).toEqual(Float32Array.of(0.5, 0.5, 0.25, 0.75, 0.75, 0.25));
  });

  it('puts the positive class first when it is the first', async () => {
    const { label, probabilities } = await runHead([Math.log(3)], { ...churn, classes: ['Yes', 'No'] });
    expect(label?.data).toEqual(['Yes']);
    expect(probabilities).toEqual(Float32Array.of(0.75, 0.25));
  });

  it('keeps the digits of small probabilities on both sides', async () => {
    const { probabilities } = await runHead([-17, 17, -40], churn);
    // numpy: 1 / (1 + exp(17)) and 1 / (1 + exp(40)); float32 holds 7 digits.
    const relativeTolerance = 1e-6;
    expect(Math.abs(Number(probabilities[1]) / 4.1399375473943306e-8 - 1)).toBeLessThan(relativeTolerance);
    expect(Math.abs(Number(probabilities[2]) / 4.1399375473943306e-8 - 1)).toBeLessThan(relativeTolerance);
    expect(Math.abs(Number(probabilities[5]) / 4.248354255291589e-18 - 1)).toBeLessThan(relativeTolerance);
  });

  it('labels as a consumer would who compares the returned probability with the threshold', async () => {
    const { probabilities } = await runHead([0.3], churn);
    const probability = Number(probabilities[1]);
    const above = probability + 1e-12; // the float32 neighbour is 6e-8 away
    expect((await runHead([0.3], { ...churn, threshold: probability })).label?.data).toEqual(['Yes']);
    expect((await runHead([0.3], { ...churn, threshold: above })).label?.data).toEqual(['No']);
  });

  it('takes no rows, infinite logits and the thresholds at the ends', async () => {
    expect((await runHead([], churn)).dims).toEqual([0, 2]);
    expect((await runHead([-Infinity, Infinity], churn)).probabilities).toEqual(Float32Array.of(1, 0, 0, 1));
    expect((await runHead([-Infinity], { ...churn, threshold: 0 })).label?.data).toEqual(['Yes']);
    expect((await runHead([100], { ...churn, threshold: 1 })).label?.data).toEqual(['Yes']);
  });

  it('refuses what has no meaning, with all problems', () => {
    const builder = new GraphBuilder({ name: 'head' });
    const logits = builder.input('logits', 'float32', ['N', 2]);
    const error = errorOf(() =>
      appendBinaryClassifierHead(builder, logits, {
        classes: ['No', 'No'],
        positiveClass: 'Yes',
        threshold: NaN,
      }),
    );
    expect(error.code).toBe('ONNX_HEAD_INVALID');
    expect(error.message).toContain('float32 [N, 1]; got float32 [N, 2]');
    expect(error.message).toContain("got 'No' twice");
    expect(error.message).toContain("got 'Yes'");
    expect(error.message).toContain('threshold must be 0 to 1; got NaN');
  });
});
