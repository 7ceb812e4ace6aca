/**
 * What a file is without its content: enough to tell that it changed. onnxruntime opens the files of external data by itself,
 * after their content was looked at, and again whenever a worker starts anew: none of them may be another by then.
 */

import { stat } from 'node:fs/promises';

export interface FileState {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Through links. @throws What `stat` throws. */
export async function fileStateOf(path: string): Promise<FileState> {
  const { size, mtimeMs } = await stat(path);
  return { path, bytes: size, modifiedMs: mtimeMs };
}

/** @throws TypeError when one of them is not as it was. */
export async function requireUnchanged(states: readonly FileState[]): Promise<void> {
  for (const state of states) {
    const now = await fileStateOf(state.path).catch(() => undefined);
    if (now?.bytes !== state.bytes || now.modifiedMs !== state.modifiedMs)
      throw new TypeError(`${state.path} changed while it was loaded: a model's files must come together`);
  }
}
