/** An ONNX model for the eye, 80 columns wide, and as JSON. Elements of tensors are counted and never printed. */

import { basename } from 'node:path';
import {
  checkExternalData,
  externalFilesOf,
  formatType,
  type ModelSummary,
  type OnnxFunction,
  type OnnxModel,
  type OnnxValue,
  summariseModel,
} from '@waymark/onnx';

export interface FileFacts {
  readonly file: string;
  readonly bytes: number;
  /** By the location that the model gives; a file that is missing is left out. */
  readonly filesBeside: Readonly<Record<string, { readonly byteLength: number }>>;
}

const columns = 80;
const widestName = 40;
const shownInitializers = 5;

/** The overview that `waymark onnx inspect` prints. */
export function renderOnnxModel(model: OnnxModel, { file, bytes, filesBeside }: FileFacts): string {
  const { graph, metadata, functions } = model;
  const { nodes, ops, initializers } = summariseModel(model);
  const lines = [
    ...renderHeader(model, [
      ['file', basename(file)],
      ['size', formatBytes(bytes)],
    ]),
    ...section('inputs', graph.inputs.length, graph.inputs.map(describeValue)),
    ...section('outputs', graph.outputs.length, graph.outputs.map(describeValue)),
    ...section(
      'nodes',
      nodes,
      ops.map(({ op, domain, count }) => [qualified(domain, op), String(count)]),
    ),
    ...renderInitializers(initializers),
    ...renderFilesBeside(model, filesBeside),
    ...(functions.length === 0
      ? []
      : section('functions', functions.length, functions.map(describeFunction))),
    ...section('metadata', Object.keys(metadata).length, Object.entries(metadata)),
  ];
  return lines.map((line) => clip(line, columns)).join('\n');
}

/** Everything that the file says, and the counts; bytes of tensors become their number, large integers text. */
export function onnxModelAsJson(model: OnnxModel, { filesBeside, ...facts }: FileFacts): unknown {
  const { nodes, ops, initializers } = summariseModel(model);
  const { count, bytes, externalBytes } = initializers;
  const summary = { nodes, ops, initializers: { count, bytes, externalBytes } };
  const external = { files: externalFilesOf(model), problems: checkExternalData(model, filesBeside) };
  return toJson({ ...facts, ...model, summary, external });
}

function renderHeader(model: OnnxModel, facts: readonly Fact[]): readonly string[] {
  const opsets = Object.entries(model.opsets).map(([domain, version]) => `${domain} ${version}`.trim());
  const all: readonly Fact[] = [
    ...facts,
    ['graph', model.graph.name],
    ['opset', opsets.join(', ')],
    ['IR version', String(model.irVersion)],
    ['producer', `${model.producerName} ${model.producerVersion}`.trim()],
    ['domain', model.domain],
    ['version', model.modelVersion === 0n ? '' : String(model.modelVersion)],
    ['doc', model.docString],
  ];
  return all.flatMap(([key, value]) => (value === '' ? [] : [heading(key, value)]));
}

type Fact = readonly [key: string, value: string];

function renderInitializers({
  count,
  bytes,
  externalBytes,
  bySize,
}: ModelSummary['initializers']): readonly string[] {
  const elsewhere = externalBytes === 0 ? '' : `, ${formatBytes(externalBytes)} of it in other files`;
  const largest = bySize.slice(0, shownInitializers).map(({ tensor, bytes: size }) => {
    const place = tensor.data.storage === 'external' ? ` in ${tensor.data.location}` : '';
    return [tensor.name, `${tensor.dtype} [${tensor.shape.join(', ')}]`, `${formatBytes(size)}${place}`];
  });
  const rest = count > largest.length ? [`  and ${count - largest.length} more`] : [];
  return [...section('initializers', `${count}, ${formatBytes(bytes)}${elsewhere}`, largest), ...rest];
}

/** The files that hold tensors of the model, and what is wrong with them; nothing for a model in one file. */
function renderFilesBeside(model: OnnxModel, found: FileFacts['filesBeside']): readonly string[] {
  const files = externalFilesOf(model);
  if (files.length === 0) return [];
  const rows = files.map(({ location, tensors }) => {
    const size = Object.hasOwn(found, location) ? found[location]?.byteLength : undefined;
    return [
      location,
      tensors === 1 ? `1 tensor` : `${tensors} tensors`,
      size === undefined ? 'not found' : formatBytes(size),
    ];
  });
  const problems = checkExternalData(model, found);
  const listed = section('other files', files.length, rows);
  if (problems.length === 0) return listed;
  return [...listed, heading('problems', String(problems.length)), ...problems.map((text) => `  ${text}`)];
}

function describeValue({ name, type }: OnnxValue): readonly string[] {
  return [name, formatType(type)];
}

function describeFunction({ domain, name }: OnnxFunction): readonly string[] {
  return [qualified(domain, name)];
}

function qualified(domain: string, op: string): string {
  return domain === '' ? op : `${domain}.${op}`;
}

/** A heading, and rows in columns below it. */
function section(
  title: string,
  count: number | string,
  rows: readonly (readonly string[])[],
): readonly string[] {
  const cells = rows.map((row) => row.map((cell, column) => (column === 0 ? clip(cell, widestName) : cell)));
  const widths = [0, 1].map((column) => Math.max(0, ...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [heading(title, String(count)), ...lines.map((line) => `  ${line.trimEnd()}`)];
}

function heading(title: string, text: string): string {
  return `${title.padEnd(13)} ${text}`;
}

/** Names come from the file: they may be long, and hold what would move the terminal's cursor. */
function clip(text: string, width: number): string {
  const printable = text.replace(/\p{Cc}+/gu, ' ');
  return printable.length > width ? `${printable.slice(0, width - 1)}…` : printable;
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB'][power]}`;
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  // JSON has no NaN and no infinity.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}
