import { describe, expect, it } from 'vitest';
import { defaultConfig, parseModelConfig } from './model-config.js';

describe('parseModelConfig', () => {
  it('reads what Triton’s own examples have', () => {
    const config = parseModelConfig(`
      name: "densenet_onnx"
      platform: "onnxruntime_onnx"
      max_batch_size : 0
      input [ { name: "data_0" data_type: TYPE_FP32 format: FORMAT_NCHW dims: [ 3, 224, 224 ] } ]
      output [ { name: "fc6_1" data_type: TYPE_FP32 dims: [ 1000 ] label_filename: "labels.txt" } ]
      instance_group [ { count: 2 kind: KIND_CPU } ]
      version_policy: { latest { num_versions: 2 } }
      optimization { cuda { graphs: true } }
    `);
    expect(config).toEqual({
      ...{ name: 'densenet_onnx', maxBatchSize: 0, fileName: 'model.onnx' },
      inputs: [{ name: 'data_0', datatype: 'FP32', dims: [3, 224, 224], labelFile: undefined }],
      outputs: [{ name: 'fc6_1', datatype: 'FP32', dims: [1000], labelFile: 'labels.txt' }],
      versionPolicy: { kind: 'latest', count: 2 },
      warnings: [
        'the field optimization of the model is not known here and is ignored',
        expect.stringMatching(/^instance_group is ignored: .*WAYMARK_WORKERS/),
      ],
    });
  });

  it('takes the defaults of what is left out', () => {
    expect(parseModelConfig('')).toEqual(defaultConfig);
    expect(parseModelConfig('version_policy: { specific: { versions: [1, 3] } }').versionPolicy).toEqual({
      ...{ kind: 'specific', versions: [1, 3] },
    });
    expect(parseModelConfig('version_policy { all {} }').versionPolicy).toEqual({ kind: 'all' });
  });

  it('throws MODEL_CONFIG_INVALID with all problems', () => {
    const text = `
      platform: "tensorrt_plan" backend: "python" max_batch_size: many
      sequence_batching { }
      input { name: "x" data_type: TYPE_BF16 dims: -2 reshape { shape: [ ] } }
      output { label_filename: "../../etc/passwd" }
      version_policy: latest
    `;
    expect(() => parseModelConfig(text)).toThrow(
      expect.objectContaining({
        code: 'MODEL_CONFIG_INVALID',
        message:
          'config.pbtxt: the model: sequence_batching is not supported; serve this model with Triton; ' +
          'platform must be onnxruntime_onnx, or be left out; got tensorrt_plan; ' +
          'backend must be onnxruntime, or be left out; got python; ' +
          'max_batch_size must be a whole number, got many; ' +
          'x: reshape is not supported; serve this model with Triton; ' +
          'x: data_type must be one that is served here, such as TYPE_FP32; got TYPE_BF16; x: dims must be -1 or more; ' +
          'line 5: an input or output must have a name; line 5: label_filename must be a file beside config.pbtxt; ' +
          'line 6: version_policy must be { … }, got latest',
      }),
    );
  });
});
