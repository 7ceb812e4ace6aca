/** `waymark onnx inspect FILE`: what an ONNX file holds, whoever wrote it. External data are named, never opened. */

import { readFile } from 'node:fs/promises';
import { readModel } from '@waymark/onnx';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { onnxModelAsJson, renderOnnxModel } from '../onnx-report.js';

export const onnxCommand: Command = {
  summary: 'what an ONNX file holds',
  usage: 'inspect FILE',
  positionals: { least: 2, most: 2 },
  options: {},
  async run({ positionals: [action = '', file = ''] }) {
    if (action !== 'inspect') throw usageError(`waymark onnx can only inspect; got '${action}'`);
    const bytes = await readBytes(file);
    const model = readModel(bytes, { source: file });
    return {
      text: renderOnnxModel(model, { file, bytes: bytes.byteLength }),
      json: onnxModelAsJson(model, { file, bytes: bytes.byteLength }),
    };
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
