import { describe, expect, it } from 'vitest';
import { renderMlmodel } from './mlmodel.js';
import { sampleContents } from './testing/sample-bundle.js';

const { manifest } = sampleContents();
const modelSha256 = 'd'.repeat(64);

describe('renderMlmodel', () => {
  it('describes the graph to MLflow with a tensor signature', () => {
    // The id is 'a' and 31 digits of: printf '%s\n%s\n%s\n%s' d… a… b… c… (64 each) | sha256sum
    expect(renderMlmodel(manifest, modelSha256)).toBe(`flavors:
  onnx:
    data: model.onnx
    providers:
    - CPUExecutionProvider
  python_function:
    data: model.onnx
    loader_module: mlflow.onnx
    python_version: 3.11.0
model_uuid: a0dd49143bc1d319b1591c80fdd8dd34
signature:
  inputs: '[{"type":"tensor","name":"tenure","tensor-spec":{"dtype":"int64","shape":[-1]}},{"type":"tensor","name":"charges","tensor-spec":{"dtype":"float64","shape":[-1]}},{"type":"tensor","name":"contract","tensor-spec":{"dtype":"object","shape":[-1]}}]'
  outputs: '[{"type":"tensor","name":"label","tensor-spec":{"dtype":"object","shape":[-1]}},{"type":"tensor","name":"probabilities","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]'
`);
  });

  it('quotes names that YAML would read as something else', () => {
    const column = { type: 'number', role: 'feature', nullable: false } as const;
    const columns = ["customer's", 'a: b # c', 'é\u0085\u2028', '"\\\n'].map((name) => ({ ...column, name }));
    // Read back with PyYAML 6.0.3 and json.loads, this gives the four names.
    expect(renderMlmodel({ ...manifest, schema: { columns } }, modelSha256)).toContain(
      `inputs: '[{"type":"tensor","name":"customer''s","tensor-spec":{"dtype":"float64","shape":[-1]}},` +
        '{"type":"tensor","name":"a: b # c","tensor-spec":{"dtype":"float64","shape":[-1]}},' +
        '{"type":"tensor","name":"\\u00e9\\u0085\\u2028","tensor-spec":{"dtype":"float64","shape":[-1]}},' +
        '{"type":"tensor","name":"\\"\\\\\\n","tensor-spec":{"dtype":"float64","shape":[-1]}}]\'\n',
    );
  });

  it('gives another id for another model, data, parameters or code', () => {
    const lineage = { ...manifest.lineage, codeHash: 'e'.repeat(64) };
    const texts = [
      renderMlmodel(manifest, modelSha256),
      renderMlmodel(manifest, 'f'.repeat(64)),
      renderMlmodel({ ...manifest, lineage }, modelSha256),
    ];
    expect(new Set(texts.map((text) => /model_uuid: \w{32}\n/.exec(text)?.[0])).size).toBe(3);
  });
});
