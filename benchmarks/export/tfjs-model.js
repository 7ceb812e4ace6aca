/**
 * Builds a tfjs model, exports it and prints what that took, as JSON. A process of its own for each run: its peak of
 * memory is the whole process's, tfjs included. Arguments: architecture (mlp, cnn), file.
 */

import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { exportToOnnx } from '@waymark/onnx';

const [architecture, file] = process.argv.slice(2);
await tf.setBackend('cpu');

// Trained models have no biases of zero, which an exporter could drop.
const biasInitializer = 'randomNormal';
const conv = (filters, inputShape) =>
  layers.conv2d({
    ...{ filters, kernelSize: 3, activation: 'relu', biasInitializer },
    ...(inputShape ? { inputShape } : {}),
  });
const dense = (units, activation, inputShape) =>
  layers.dense({ units, activation, biasInitializer, ...(inputShape ? { inputShape } : {}) });
const architectures = {
  mlp: () => [dense(3072, 'relu', [1024]), dense(3072, 'relu'), dense(3072, 'relu'), dense(1000, 'softmax')],
  cnn: () => [
    conv(16, [28, 28, 1]),
    layers.maxPooling2d({ poolSize: 2 }),
    conv(32),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    dense(10, 'softmax'),
  ],
};

const model = sequential({ layers: architectures[architecture]() });
const startedAt = performance.now();
const { bytes } = exportToOnnx(model);
writeFileSync(file, bytes);
const seconds = (performance.now() - startedAt) / 1000;
// maxRSS is in KiB.
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ parameters: model.countParams(), seconds, peakBytes, fileBytes: bytes.length }));
