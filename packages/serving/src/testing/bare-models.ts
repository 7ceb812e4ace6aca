/**
 * Models without anything round them, made with the Python package `onnx` (opset 17, full check): `double` and `triple` take
 * x FP32 [N, 3] and give y = 2 x or 3 x; `sum` takes image INT32 [1, 2, 2] and gives total INT32 [] and half, the image
 * as FP16; `negativeHalf` takes x FP16 [N, 2] and gives y = −x; `types` gives its inputs again, one [N, 2] of
 * each other datatype by its name in lower case, `bytes` as `bytes_again`; `halfIn` makes its `fp16_input` FP32, `halfOut` its
 * `fp32_input` FP16. `tiny` is the model of `tiny-model.ts`.
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
} as const;

export type BareFile = keyof typeof files;

function bareBytes(file: BareFile): Promise<Uint8Array> {
  return readFile(new URL(files[file], import.meta.url));
}

/** A folder with these files, by path: a model's name for its ONNX file, or `=` and a text. */
export async function modelsFolder(
  contents: Readonly<Record<string, BareFile | `=${string}`>>,
): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(contents)) await putFile(folder, path, content);
  return folder;
}

/** In one step, as a careful copy does. */
export async function putFile(folder: string, path: string, content: BareFile | `=${string}`): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  const bytes = isText(content) ? content.slice(1) : await bareBytes(content);
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
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
