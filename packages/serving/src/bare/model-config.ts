/**
 * What a `config.pbtxt` says (Triton's model_config.proto), as far as it has a meaning here. A field that has none is
 * named in a warning; one that changes what requests mean is refused, since the model would answer something else.
 */

import type { TensorDatatype } from '../engine/named-tensor.js';
import { datatypes } from '../protocols/open-inference/datatypes.js';
import { modelConfigInvalid } from './errors.js';
import { isMessage, parseTextProto, type TextMessage } from './text-proto.js';

export interface TensorConfig {
  readonly name: string;
  readonly datatype: TensorDatatype | undefined;
  /** Without the batch's, where the model has one; -1 is open. Undefined where they are left out. */
  readonly dims: readonly number[] | undefined;
  /** Beside the file, one class a line. */
  readonly labelFile: string | undefined;
}

export type VersionPolicy =
  | { readonly kind: 'latest'; readonly count: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'specific'; readonly versions: readonly number[] };

export interface ModelConfig {
  readonly name: string | undefined;
  /** Undefined where it is not said; 0 is a model that has no dimension for a batch. */
  readonly maxBatchSize: number | undefined;
  readonly inputs: readonly TensorConfig[];
  readonly outputs: readonly TensorConfig[];
  readonly versionPolicy: VersionPolicy;
  readonly fileName: string;
  /** What is read and changes nothing. */
  readonly warnings: readonly string[];
}

/** What a model without a configuration has. */
export const defaultConfig: ModelConfig = {
  ...{ name: undefined, maxBatchSize: undefined, inputs: [], outputs: [] },
  ...{ versionPolicy: { kind: 'latest', count: 1 }, fileName: 'model.onnx', warnings: [] },
};

/** @throws `MODEL_CONFIG_INVALID` with all problems. */
export function parseModelConfig(text: string): ModelConfig {
  const reader = new FieldReader();
  const root = parseTextProto(text);
  reader.know(root, 'the model', rootFields);
  reader.mustBe(root, 'platform', ['', 'onnxruntime_onnx']);
  reader.mustBe(root, 'backend', ['', 'onnxruntime']);
  const maxBatchSize = reader.integer(root, 'max_batch_size');
  const config = {
    name: reader.text(root, 'name'),
    maxBatchSize,
    inputs: reader.messages(root, 'input').map((input) => tensorConfig(input, reader)),
    outputs: reader.messages(root, 'output').map((output) => tensorConfig(output, reader)),
    versionPolicy: versionPolicy(root, reader),
    fileName: reader.text(root, 'default_model_filename') ?? defaultConfig.fileName,
  };
  if (maxBatchSize !== undefined && maxBatchSize < 0)
    reader.problems.push('max_batch_size must not be negative');
  if (!isPlainName(config.fileName))
    reader.problems.push('default_model_filename must be a file beside no other');
  for (const [field, told] of Object.entries(ignored))
    if (root.fields.has(field)) reader.warnings.push(`${field} ${told}`);
  if (reader.problems.length > 0) throw modelConfigInvalid(reader.problems);
  return { ...config, warnings: reader.warnings };
}

const rootFields = {
  known: [
    ...['name', 'platform', 'backend', 'max_batch_size', 'input', 'output', 'version_policy'],
    ...['default_model_filename', 'dynamic_batching', 'instance_group'],
  ],
  refused: [
    'ensemble_scheduling',
    'sequence_batching',
    'model_transaction_policy',
    'batch_input',
    'batch_output',
  ],
};

const ignored = {
  dynamic_batching: 'is ignored: batches are made of what waits, without a delay or a preferred size',
  instance_group:
    'is ignored: each of the server’s workers holds the model; WAYMARK_WORKERS says how many there are',
};

const tensorFields = {
  known: ['name', 'data_type', 'dims', 'label_filename', 'format'],
  refused: ['reshape', 'is_shape_tensor', 'allow_ragged_batch', 'optional', 'is_non_linear_format_io'],
};

function tensorConfig(message: TextMessage, reader: FieldReader): TensorConfig {
  const name = reader.text(message, 'name') ?? '';
  const owner = name === '' ? `line ${message.line}` : name;
  if (name === '') reader.problems.push(`line ${message.line}: an input or output must have a name`);
  reader.know(message, owner, tensorFields);
  const type = reader.text(message, 'data_type');
  const datatype = Object.entries(datatypes).find(([, { configName }]) => configName === type)?.[0];
  if (type !== undefined && type !== 'TYPE_INVALID' && (datatype === undefined || datatype === 'BF16'))
    reader.problems.push(
      `${owner}: data_type must be one that is served here, such as TYPE_FP32; got ${type}`,
    );
  const dims = message.fields.has('dims') ? reader.integers(message, 'dims') : undefined;
  if (dims?.some((dim) => dim < -1)) reader.problems.push(`${owner}: dims must be -1 or more`);
  const labelFile = reader.text(message, 'label_filename');
  if (labelFile !== undefined && !isPlainName(labelFile))
    reader.problems.push(`${owner}: label_filename must be a file beside config.pbtxt`);
  // Looked up among the datatypes, and BF16 was refused.
  return { name, datatype: datatype as TensorDatatype | undefined, dims, labelFile };
}

function versionPolicy(root: TextMessage, reader: FieldReader): VersionPolicy {
  const [policy] = reader.messages(root, 'version_policy');
  if (!policy) return defaultConfig.versionPolicy;
  reader.know(policy, 'version_policy', { known: ['latest', 'all', 'specific'], refused: [] });
  const [specific] = reader.messages(policy, 'specific');
  if (specific) return { kind: 'specific', versions: reader.integers(specific, 'versions') };
  if (policy.fields.has('all')) return { kind: 'all' };
  const [latest] = reader.messages(policy, 'latest');
  const count = (latest && reader.integer(latest, 'num_versions')) ?? 1;
  if (count < 1) reader.problems.push('version_policy: num_versions must be at least 1');
  return { kind: 'latest', count };
}

/** A file of the same folder: a configuration must not lead out of it. */
function isPlainName(name: string): boolean {
  return /^[\w.-]+$/.test(name) && !name.startsWith('..');
}

/** Reads fields in their types; what is wrong is collected. */
class FieldReader {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];

  know(message: TextMessage, owner: string, { known, refused }: typeof tensorFields): void {
    for (const field of message.fields.keys()) {
      if (refused.includes(field))
        this.problems.push(`${owner}: ${field} is not supported; serve this model with Triton`);
      else if (!known.includes(field))
        this.warnings.push(`the field ${field} of ${owner} is not known here and is ignored`);
    }
  }

  text(message: TextMessage, field: string): string | undefined {
    return this.#scalars(message, field).at(-1);
  }

  integer(message: TextMessage, field: string): number | undefined {
    return this.integers(message, field).at(-1);
  }

  integers(message: TextMessage, field: string): readonly number[] {
    return this.#scalars(message, field).map((text) => {
      const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (Number.isSafeInteger(number)) return number;
      this.problems.push(`${field} must be a whole number, got ${text}`);
      return 0;
    });
  }

  messages(message: TextMessage, field: string): readonly TextMessage[] {
    return (message.fields.get(field) ?? []).flatMap((value) => {
      if (isMessage(value)) return [value];
      this.problems.push(`line ${value.line}: ${field} must be { … }, got ${value.text}`);
      return [];
    });
  }

  mustBe(message: TextMessage, field: string, allowed: readonly string[]): void {
    const text = this.text(message, field);
    if (text === undefined || allowed.includes(text)) return;
    this.problems.push(
      `${field} must be ${allowed.filter(Boolean).join(' or ')}, or be left out; got ${text}`,
    );
  }

  #scalars(message: TextMessage, field: string): readonly string[] {
    return (message.fields.get(field) ?? []).flatMap((value) => {
      if (!isMessage(value)) return [value.text];
      this.problems.push(`line ${value.line}: ${field} must be a value, got { … }`);
      return [];
    });
  }
}
