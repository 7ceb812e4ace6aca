/**
 * The `MLmodel` file: what lets `mlflow.pyfunc.load_model` and `mlflow models serve` open a bundle.
 * Source: MLflow's model format, https://mlflow.org/docs/latest/ml/model/ (the `onnx` and `python_function` flavours).
 * It names no environment: MLflow does not need one to load, so serve with `--env-manager local`.
 */

import { createHash } from 'node:crypto';
import { featuresOf, type ModelManifest, type TensorSpec, wireTypeOf } from '@waymark/contracts';
import { inputExampleFile } from './input-example.js';

interface MlmodelOptions {
  /** Whether the bundle has one. Default false. */
  readonly hasInputExample?: boolean;
}

type DescribedModel = Pick<ModelManifest, 'schema' | 'outputs' | 'lineage'>;

/** The numpy types of MLflow's tensor signature. Text is `object`: `str` would be a fixed-width numpy type. */
const numpyTypes = {
  FP32: 'float32',
  FP64: 'float64',
  INT64: 'int64',
  BYTES: 'object',
} as const satisfies Record<TensorSpec['datatype'], string>;

/**
 * YAML with a tensor signature: each feature is a tensor of rank 1. A column signature would fail on pandas 3 and
 * would flatten the probabilities. The same bundle gives the same bytes: there is no time, and the id is a hash.
 */
export function renderMlmodel(
  model: DescribedModel,
  modelSha256: string,
  { hasInputExample = false }: MlmodelOptions = {},
): string {
  const inputs = featuresOf(model.schema).map((column) => ({
    name: column.name,
    datatype: wireTypeOf(column),
    shape: [-1],
  }));
  return [
    'flavors:',
    '  onnx:',
    '    data: model.onnx',
    '    providers:',
    '    - CPUExecutionProvider',
    '  python_function:',
    '    data: model.onnx',
    '    loader_module: mlflow.onnx',
    '    python_version: 3.11.0', // left out, MLflow warns that it is
    `model_uuid: ${modelUuid(model, modelSha256)}`,
    ...(hasInputExample ? inputExampleLines : []),
    'signature:',
    `  inputs: ${quote(signature(inputs))}`,
    `  outputs: ${quote(signature(model.outputs))}`,
    '',
  ].join('\n');
}

const inputExampleLines: readonly string[] = [
  'saved_input_example_info:',
  `  artifact_path: ${inputExampleFile}`,
  '  type: ndarray',
];

/** 32 hexadecimal digits, as MLflow makes them. The leading letter keeps YAML from reading a number such as 1e10. */
function modelUuid({ lineage }: DescribedModel, modelSha256: string): string {
  const hashes = [modelSha256, lineage.dataHash, lineage.parametersHash, lineage.codeHash];
  return `a${createHash('sha256').update(hashes.join('\n')).digest('hex').slice(0, 31)}`;
}

/** MLflow wants the signature as JSON inside of a YAML string. */
function signature(tensors: readonly TensorSpec[]): string {
  return JSON.stringify(
    tensors.map(({ name, datatype, shape }) => ({
      type: 'tensor',
      name,
      'tensor-spec': { dtype: numpyTypes[datatype], shape },
    })),
  );
}

/** A YAML single-quoted scalar. Beyond ASCII are line breaks that YAML would fold, so those go as JSON's \u escapes. */
function quote(json: string): string {
  const ascii = json.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${ascii.replaceAll("'", "''")}'`;
}
