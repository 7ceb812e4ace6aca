/**
 * The exports in the reference tools: onnx.checker with its full check, strict shape inference, and Python's onnxruntime
 * against tfjs. Every case of every layer and some random models, in one Python process.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { nameAt } from '../positional-names.js';
import { tolerance } from '../testing/agreement.js';
import { inputsOf, modelOf } from '../testing/layer-case.js';
import { layerCases } from '../testing/layer-cases/layer-cases.js';
import { predictAll, type TensorValues } from '../testing/tfjs-models.js';
import { buildModel, scaleWeights } from './testing/build-model.js';
import { drawRows } from './testing/random-inputs.js';
import { randomRecipe } from './testing/random-recipe.js';

const python = process.env.WAYMARK_TEST_PYTHON;
const randomModels = 60;

/** Prints what is wrong with each file: nothing, it is hoped. */
const checker = `
import json, sys
import numpy as np, onnx, onnxruntime
folder = sys.argv[1]
cases, tolerance = json.load(open(folder + '/cases.json')).values()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 4
def problem_of(index, case):
    model = onnx.load(f'{folder}/{index}.onnx')
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    if len(inferred.graph.output) != len(case['outputs']): return 'the number of outputs'
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    feeds = {i['name']: np.array(i['data'], dtype=i['dtype']).reshape(i['shape']) for i in case['inputs']}
    for expected, actual in zip(case['outputs'], session.run(None, feeds)):
        if list(actual.shape) != expected['shape']: return f"the shape {actual.shape}, not {expected['shape']}"
        reference = np.array(expected['data'], dtype=np.float64).reshape(actual.shape)
        limit = tolerance['absolute'] + tolerance['relative'] * np.abs(reference)
        if not (np.abs(actual - reference) <= limit).all(): return f'a difference of {np.abs(actual - reference).max()}'
problems = []
for index, case in enumerate(cases):
    try: problem = problem_of(index, case)
    except Exception as error: problem = str(error)
    if problem: problems.append(f"{case['title']}: {problem}")
print(json.dumps({'checked': len(cases), 'problems': problems}))
`;

interface ReferenceCase {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly inputs: readonly (SerializedTensor & { readonly name: string; readonly dtype: string })[];
  readonly outputs: readonly SerializedTensor[];
}

interface SerializedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

function serialize({ shape, data }: TensorValues): SerializedTensor {
  return { shape, data: Array.from(data) };
}

/** The model's file, data, and what tfjs makes of them; disposes the model. */
function referenceCase(title: string, model: LayersModel, inputs: readonly TensorValues[]): ReferenceCase {
  const { bytes } = exportToOnnx(model);
  const outputs = predictAll(model, inputs).map(serialize);
  const named = inputs.map((values, index) => ({
    ...serialize(values),
    name: nameAt('input', index, inputs),
    dtype: model.inputs[index]?.dtype ?? 'float32',
  }));
  model.dispose();
  return { title, bytes, inputs: named, outputs };
}

function randomCase(seed: number): readonly ReferenceCase[] {
  const recipe = randomRecipe(seed);
  const model = buildModel(recipe);
  scaleWeights(model, seed);
  const inputs = recipe.inputs.map((each, index) =>
    drawRows(each, { batch: 3, length: 4, seed: seed + index }),
  );
  try {
    return [referenceCase(`seed ${seed}`, model, inputs)];
  } catch {
    // Refused; properties.test.ts looks at why.
    return [];
  }
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-python-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!python)('exports in Python (needs WAYMARK_TEST_PYTHON)', { timeout: 60_000 }, () => {
  it('pass onnx.checker and strict shape inference, and agree with tfjs', async () => {
    const cases = [
      ...layerCases.map((layerCase) =>
        referenceCase(
          `${layerCase.className}, ${layerCase.title}`,
          modelOf(layerCase, 1),
          inputsOf(layerCase, 3),
        ),
      ),
      ...Array.from({ length: randomModels }, (_, seed) => randomCase(seed)).flat(),
    ];
    const described = cases.map(({ bytes, ...rest }) => rest);
    await writeFile(join(folder, 'cases.json'), JSON.stringify({ cases: described, tolerance }));
    for (const [index, { bytes }] of cases.entries()) await writeFile(join(folder, `${index}.onnx`), bytes);
    const { stdout } = await promisify(execFile)(python ?? '', ['-c', checker, folder]);
    expect(JSON.parse(stdout)).toEqual({ checked: cases.length, problems: [] });
    expect(cases.length).toBeGreaterThan(layerCases.length + randomModels / 2);
  });
});
