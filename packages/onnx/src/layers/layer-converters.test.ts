/**
 * A battery over the converter table: every layer, with its options, random weights of both signs, batches of 1 and 3,
 * tfjs (cpu) against onnxruntime. A layer or an activation without a case fails.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { expectAgreement } from '../testing/expect-agreement.js';
import { inputsOf, modelOf } from '../testing/layer-case.js';
import { layerCases } from '../testing/layer-cases/layer-cases.js';
import { layerConverters } from './layer-converters.js';

describe('layerConverters', () => {
  const models: LayersModel[] = [];
  afterAll(() => {
    for (const model of models) model.dispose();
  });

  it.each(Object.keys(layerConverters))('%s has a case', (className) => {
    expect(layerCases.map((layerCase) => layerCase.className)).toContain(className);
  });

  it.each(layerCases)('$className, $title: onnxruntime agrees with tfjs', async ({
    className,
    ...layerCase
  }) => {
    const model = modelOf(layerCase, 1);
    models.push(model);
    expect(model.layers.map((layer) => layer.getClassName())).toContain(className);
    const { bytes } = exportToOnnx(model);
    for (const batch of [1, 3]) await expectAgreement(model, bytes, inputsOf(layerCase, batch));
  });
});
