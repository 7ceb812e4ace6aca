/**
 * Selects the tfjs backend: TensorFlow's native library where its optional addon loads, WebAssembly anywhere else.
 * The choice is made once a process. Leaves out the browser's backends and the slow `cpu` one.
 */

import * as tf from '@tensorflow/tfjs-core';
import { backendNotSelected, backendUnavailable } from './errors.js';
import { importTensorflow } from './tensorflow-addon.js';

export type BackendName = 'wasm' | 'tensorflow';

/**
 * Makes a backend the one that all models of this process use. Calling it again is cheap.
 *
 * @param preference 'auto' takes 'tensorflow' where its addon loads, else 'wasm'
 * @returns the backend in use
 * @throws BACKEND_UNAVAILABLE when the backend that was named cannot be loaded
 */
export async function selectBackend(preference: 'auto' | BackendName): Promise<BackendName> {
  if (preference === 'wasm') return useWasm();
  const failure = await importTensorflow();
  if (failure === undefined && (await tf.setBackend('tensorflow'))) return 'tensorflow';
  if (preference === 'auto') return useWasm();
  throw backendUnavailable(
    'tensorflow',
    'Run `npm run tensorflow` to install its addon, or choose wasm',
    failure,
  );
}

/** Throws `BACKEND_NOT_SELECTED` where tfjs would fail later with a message about `tf.ready()`. */
export function requireBackend(): void {
  if (!tf.getBackend()) throw backendNotSelected();
}

async function useWasm(): Promise<BackendName> {
  try {
    if (await withoutCrashHandlers(setWasmBackend)) return 'wasm';
  } catch (error) {
    throw backendUnavailable('wasm', reinstallAdvice, error);
  }
  throw backendUnavailable('wasm', reinstallAdvice);
}

const reinstallAdvice = 'Its .wasm files lie in @tensorflow/tfjs-backend-wasm: install the dependencies anew';

async function setWasmBackend(): Promise<boolean> {
  await import('@tensorflow/tfjs-backend-wasm'); // registers itself
  return tf.setBackend('wasm');
}

/**
 * Emscripten's start-up adds process-wide crash handlers that rethrow: a later crash, in whatever code, would exit
 * with 7 and a trace into the WASM glue. Takes off the handlers that `work` added and keeps those there before.
 */
async function withoutCrashHandlers<T>(work: () => Promise<T>): Promise<T> {
  const exceptionListeners = new Set(process.listeners('uncaughtException'));
  const rejectionListeners = new Set(process.listeners('unhandledRejection'));
  try {
    return await work();
  } finally {
    for (const listener of process.listeners('uncaughtException'))
      if (!exceptionListeners.has(listener)) process.off('uncaughtException', listener);
    for (const listener of process.listeners('unhandledRejection'))
      if (!rejectionListeners.has(listener)) process.off('unhandledRejection', listener);
  }
}
