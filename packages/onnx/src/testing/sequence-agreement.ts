/** For tests: a model of sequences against its export, over batches of 1 and 3 and lengths of 1 and 5. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { exportToOnnx } from '../export-to-onnx.js';
import { expectAgreement } from './expect-agreement.js';
import { randomInput } from './tfjs-models.js';

/** Default: values from -4 to 4. */
export type Draw = (shape: readonly number[], seed: number) => Float32Array;

/** An unknown dimension behind the batch is the length. A single step hides what goes wrong between two. */
export async function expectSequenceAgreement(model: LayersModel, draw: Draw = randomInput): Promise<void> {
  const { bytes } = exportToOnnx(model);
  const isOpen = model.inputs.some(({ shape }) => shape.slice(1).includes(null));
  for (const batch of [1, 3])
    for (const steps of isOpen ? [1, 5] : [5]) {
      const inputs = model.inputs.map(({ shape: declared }, index) => {
        const shape = declared.map((dimension, axis) => dimension ?? (axis === 0 ? batch : steps));
        return { shape, data: draw(shape, index + 2) };
      });
      await expectAgreement(model, bytes, inputs);
    }
}
