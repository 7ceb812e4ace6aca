/** For the checks' tests: lays a small workspace in a temporary folder that goes when the test ends. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * @param {Readonly<Record<string, string | object>>} files Contents by path; objects become JSON.
 * @returns {string} The folder.
 */
export function layWorkspace(files) {
  const root = mkdtempSync(join(tmpdir(), 'waymark-scripts-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}
