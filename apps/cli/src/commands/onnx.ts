/**
 * `waymark onnx inspect FILE`: what an ONNX file holds, whoever wrote it. Of the files beside it that hold its large
 * tensors only the size is looked at.
 */

import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { externalFilesOf, type OnnxModel, readModel } from '@waymark/onnx';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { type FileFacts, onnxModelAsJson, renderOnnxModel } from '../onnx-report.js';

export const onnxCommand: Command = {
  positionals: { least: 2, most: 2 },
  options: {},
  async run({ positionals: [action = '', file = ''] }) {
    if (action !== 'inspect') throw usageError(`waymark onnx can only inspect; got '${action}'`);
    const bytes = await readBytes(file);
    const model = readModel(bytes, { source: file });
    const facts = { file, bytes: bytes.byteLength, filesBeside: await filesBeside(file, model) };
    return { text: renderOnnxModel(model, facts), json: onnxModelAsJson(model, facts) };
  },
};

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist. Check the path',
  ENOTDIR: 'it does not exist. Check the path',
  EISDIR: 'it is a folder. Name the file in it',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB, which no ONNX file can be. Check that it is the right file',
};

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = unreadable[code];
    if (reason === undefined) throw error;
    throw usageError(`FILE must be an ONNX file; got '${file}': ${reason}`);
  }
}

/** Sizes of the files that the model names, of those that are there; one outside of the model's folder is not. */
async function filesBeside(file: string, model: OnnxModel): Promise<FileFacts['filesBeside']> {
  const folder = dirname(resolve(file));
  const found = externalFilesOf(model).map(async ({ location }) => {
    const path = resolve(folder, location);
    // What cannot be looked at counts as missing.
    const facts = path.startsWith(folder + sep) ? await stat(path).catch(() => undefined) : undefined;
    return facts?.isFile() ? [[location, { byteLength: facts.size }] as const] : [];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}
