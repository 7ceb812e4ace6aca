/** For tests: models that live as long as the test that built them. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { onTestFinished } from 'vitest';

/** The model; the end of the running test disposes it. */
export function keep<T extends LayersModel>(model: T): T {
  onTestFinished(() => {
    model.dispose();
  });
  return model;
}
