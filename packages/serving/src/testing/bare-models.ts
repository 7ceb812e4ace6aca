/**
 * Models without anything round them, made with the Python package `onnx` (opset 17, full check): `double` and `triple` take
 * x FP32 [N, 3] and give y = 2 x or 3 x; `sum` takes image INT32 [1, 2, 2] and gives total INT32 [] and half, the image
 * as FP16; `negativeHalf` takes x FP16 [N, 2] and gives y = −x; `types` gives its inputs again, one [N, 2] of
 * each other datatype by its name in lower case, `bytes` as `bytes_again`; `halfIn` makes its `fp16_input` FP32, `halfOut` its
 * `fp32_input` FP16; `scaled` takes x FP32 [N, 16] and gives y = w x, its w being the 64 bytes of `model.onnx.data`; `brainFloat`
 * makes its x BF16 [N] FP32; `shapes` gives x FP32 [rows, columns], s INT64 [] and text BYTES [words] again as y, t and u.
 * Bad ones, of x and y INT64 [N, 3]: `endless` loops 2^62 times; on x64, where the lowest integer divided by −1 is an interrupt,
 * `deadlyLoad` kills its process when it is loaded, `deadlyRun` when it is run with zeros, `deadlyBatch` with two rows.
 * `tiny` is the model of `tiny-model.ts`.
 */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createBareServer, type ModelServer } from '../server.js';
import type { BareServerOptions } from '../server-options.js';
import { temporaryFolder } from './temporary-folder.js';

const files = {
  double: 'double.onnx',
  triple: 'triple.onnx',
  sum: 'sum.onnx',
  negativeHalf: 'negative-half.onnx',
  tiny: 'tiny-model-1.onnx',
  types: 'types.onnx',
  halfIn: 'half-in.onnx',
  halfOut: 'half-out.onnx',
  scaled: 'scaled.onnx',
  brainFloat: 'brain-float.onnx',
  shapes: 'shapes.onnx',
  endless: 'endless.onnx',
  deadlyLoad: 'deadly-load.onnx',
  deadlyRun: 'deadly-run.onnx',
  deadlyBatch: 'deadly-batch.onnx',
} as const;

export type BareFile = keyof typeof files;

/** The ONNX file of one of them. */
export function bareBytes(file: BareFile): Promise<Uint8Array> {
  return readFile(new URL(files[file], import.meta.url));
}

/** A model's name for its ONNX file, `=` and a text, or bytes. */
export type FileContent = BareFile | `=${string}` | Uint8Array;

/** A folder with these files, by path. */
export async function modelsFolder(contents: Readonly<Record<string, FileContent>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(contents)) await putFile(folder, path, content);
  return folder;
}

/** In one step, as a careful copy does. */
export async function putFile(folder: string, path: string, content: FileContent): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, await bytesOf(content));
  await rename(`${file}.part`, file);
}

async function bytesOf(content: FileContent): Promise<Uint8Array | string> {
  if (typeof content !== 'string') return content;
  return isText(content) ? content.slice(1) : bareBytes(content);
}

function isText(content: BareFile | `=${string}`): content is `=${string}` {
  return content.startsWith('=');
}

export interface RunningBareServer {
  readonly server: ModelServer;
  readonly logLines: readonly string[];
}

/** On a free port, closed when the test ends. */
export async function startBare(
  folder: string,
  options: Partial<BareServerOptions> = {},
): Promise<RunningBareServer> {
  const logLines: string[] = [];
  const server = await createBareServer({
    ...{ folder, host: '127.0.0.1', port: 0, pollIntervalMs: 10, drainGraceMs: 10 },
    logStream: { write: (line) => void logLines.push(line) },
    ...options,
  });
  onTestFinished(() => server.close());
  return { server, logLines };
}

/** The same over a folder of these files, once it serves. */
export async function serveBare(
  contents: Parameters<typeof modelsFolder>[0],
  options: Partial<BareServerOptions> = {},
): Promise<ModelServer> {
  const { server } = await startBare(await modelsFolder(contents), options);
  await server.ready();
  return server;
}
