/** Test code in commands: what a long run repeats is written as tests are, so it is loaded as vitest loads them. */

import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

/**
 * Calls `use` with a function that loads a module of the workspace by its path from the root, such as
 * `/packages/onnx/src/index.ts`; the modules are there as long as `use` runs.
 *
 * @template T
 * @param {(load: (path: string) => Promise<Record<string, any>>) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withTestCode(use) {
  const vite = await createViteServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    return await use((path) => vite.ssrLoadModule(path));
  } finally {
    await vite.close();
  }
}
