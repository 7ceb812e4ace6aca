/** The first case of every layer in every opset: what ops are called there, and what they take, may differ. */

import { describe, expect, it } from 'vitest';
import { exportToOnnx } from './export-to-onnx.js';
import { errorOf } from './testing/error-of.js';
import { expectAgreement } from './testing/expect-agreement.js';
import { inputsOf, modelOf } from './testing/layer-case.js';
import { layerCases } from './testing/layer-cases/layer-cases.js';

const firstCases = layerCases.filter(
  ({ className }, index) => layerCases[index - 1]?.className !== className,
);

describe('exportToOnnx with an opset', () => {
  it.each(firstCases)('agrees with tfjs in opsets 18 to 21: $className', async (layerCase) => {
    const model = modelOf(layerCase, 1);
    for (const opset of [18, 19, 20, 21]) {
      const { bytes, report } = exportToOnnx(model, { opset });
      expect(report.opset).toBe(opset);
      await expectAgreement(model, bytes, inputsOf(layerCase, 2));
    }
    model.dispose();
  });

  it.each([16, 22])('refuses opset %i', (opset) => {
    const [layerCase] = firstCases;
    if (layerCase === undefined) throw new TypeError('there must be a layer case');
    const model = modelOf(layerCase, 1);
    expect(errorOf(() => exportToOnnx(model, { opset })).code).toBe('ONNX_OPSET_UNSUPPORTED');
    model.dispose();
  });
});
