/** The errors of the ONNX package. Every message says what must hold, what came and what to do next. */

import { WaymarkError } from '@waymark/contracts';

/** A node's inputs or attributes contradict the definition of its op. */
export function invalidNode(node: string, op: string, reason: string): WaymarkError {
  return new WaymarkError(
    `the node ${node} is not a valid ${op}: ${reason}. Compare its inputs and attributes with the op's specification`,
    { code: 'ONNX_NODE_INVALID', kind: 'usage' },
  );
}

/** A constant's data do not fit its dtype and shape. */
export function invalidConstant(reason: string): WaymarkError {
  return new WaymarkError(`${reason}. Correct the dtype, the shape or the data of the constant`, {
    code: 'ONNX_CONSTANT_INVALID',
    kind: 'usage',
  });
}

/** Two values of a graph would have the same name, or one would have none. */
export function nameUnusable(name: string): WaymarkError {
  const got = name === '' ? 'an empty one' : `'${name}' twice`;
  return new WaymarkError(
    `the names in a graph must be unique and not empty; got ${got}. Choose another name`,
    {
      code: 'ONNX_NAME_UNUSABLE',
      kind: 'usage',
    },
  );
}

/** A value was handed to a builder that did not make it. */
export function foreignValue(name: string): WaymarkError {
  return new WaymarkError(
    `a value must come from the builder that it is given to; '${name}' does not. Build the whole graph with one builder`,
    { code: 'ONNX_VALUE_FOREIGN', kind: 'usage' },
  );
}

/** A graph was built before it had an output. */
export function noOutputs(graph: string): WaymarkError {
  return new WaymarkError(
    `the graph '${graph}' must have at least one output; call output(name, value) first`,
    {
      code: 'ONNX_OUTPUT_MISSING',
      kind: 'usage',
    },
  );
}

/** A graph was asked for in an opset that the op table does not describe. */
export function unsupportedOpset(opset: number, supported: readonly number[]): WaymarkError {
  return new WaymarkError(
    `the opset must be one of ${supported.join(', ')}; got ${opset}. Leave it out to get the one that most runtimes read`,
    { code: 'ONNX_OPSET_UNSUPPORTED', kind: 'usage' },
  );
}

/** A layer of a model that cannot be exported, and why. */
export interface LayerRefusal {
  readonly name: string;
  readonly className: string;
  readonly reason: string;
}

/** Layers that cannot be exported: all of them, each with its reason. */
export function unsupportedLayers(refusals: readonly LayerRefusal[]): WaymarkError {
  const lines = refusals.map(({ name, className, reason }) => `  - ${name} (${className}): ${reason}`);
  return new WaymarkError(
    `every layer must have an ONNX form; these have none:\n${lines.join('\n')}\n` +
      'Replace them, or register a converter: { converters: { ...layerConverters, MyLayer: { convert } } }',
    { code: 'ONNX_LAYERS_UNSUPPORTED', kind: 'usage' },
  );
}

/** A model without layers, or one with several outputs where one is asked for. */
export function unsupportedModel(model: string, reason: string): WaymarkError {
  return new WaymarkError(
    `the model '${model}' must have layers, and one output unless it is given a list; ${reason}`,
    { code: 'ONNX_MODEL_UNSUPPORTED', kind: 'usage' },
  );
}

/** The values that go into a model are not what it takes. */
export function inputMismatch(model: string, expected: string, received: string): WaymarkError {
  return new WaymarkError(
    `the model '${model}' takes ${expected}; got ${received}. Connect values of these types, or rebuild the model for them`,
    { code: 'ONNX_INPUT_MISMATCH', kind: 'usage' },
  );
}

/** A classifier head was asked for that has no meaning. */
export function invalidHead(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the classifier head cannot be built: ${problems.join('; ')}. Correct the model's output or the head's options`,
    { code: 'ONNX_HEAD_INVALID', kind: 'usage' },
  );
}

/** Bytes that should be an ONNX file are cut off, damaged, or something else. */
export function fileInvalid(source: string, cause: Error & { readonly offset: number }): WaymarkError {
  return new WaymarkError(
    `${source} must be an ONNX model; at byte ${cause.offset}, ${cause.message}. ` +
      'Check that it is the right file and was written completely, or export it again',
    { code: 'ONNX_FILE_INVALID', kind: 'usage', cause },
  );
}

/** A model that is larger than one file can be. */
export function fileTooLarge(bytes: number, limit: number): WaymarkError {
  return new WaymarkError(
    `an ONNX file must not be larger than ${limit} bytes, where protobuf ends; this model takes ${bytes}. ` +
      "Put its weights into a second file: { externalData: { name: 'model.onnx.data' } }",
    { code: 'ONNX_FILE_TOO_LARGE', kind: 'usage' },
  );
}

/** The second file of a model has no usable name, is not there, or does not hold what the model expects. */
export function externalDataInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the files beside a model must hold its tensors: ${problems.join('; ')}. ` +
      'Give a plain file name, or keep the files that were exported together in one folder',
    { code: 'ONNX_EXTERNAL_DATA_INVALID', kind: 'usage' },
  );
}

/** What a runtime takes or gives is not what the model has. */
export function parityTensors(reason: string): WaymarkError {
  return new WaymarkError(
    `${reason}. Name the feeds as the graph's inputs, and return every output of the run by its name`,
    { code: 'ONNX_PARITY_TENSORS', kind: 'usage' },
  );
}

/** Two outputs that should agree do not even have the same length. */
export function lengthsDiffer(expected: number, actual: number): WaymarkError {
  return new WaymarkError(
    `outputs must have equal lengths to be compared; got ${expected} and ${actual}. Compare the same rows and columns`,
    { code: 'ONNX_PARITY_LENGTHS', kind: 'usage' },
  );
}
