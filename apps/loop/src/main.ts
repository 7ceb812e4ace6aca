/** `npm run loop`: runs the closed loop in a temporary folder and exits with its code. `--keep DIR` keeps the folder. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes } from '@waymark/contracts';
import { runClosedLoop } from './closed-loop.js';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const keep = parseKeep(words);
  if (keep === null) return exitCodes.usage;
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'waymark-loop-')));
  await mkdir(folder, { recursive: true });
  const startedAt = performance.now();
  const code = await runClosedLoop(folder, (line) => console.log(line));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    code === exitCodes.done ? `The loop is closed, in ${seconds} s.` : `The loop is open: exit ${code}.`,
  );
  if (keep === undefined && code === exitCodes.done) await rm(folder, { recursive: true, force: true });
  else console.log(`Everything that it wrote is in ${folder}`);
  return code;
}

/** Null when the words are wrong. */
function parseKeep(words: readonly string[]): string | undefined | null {
  try {
    const { values } = parseArgs({ args: [...words], options: { keep: { type: 'string' } }, strict: true });
    return values.keep === undefined ? undefined : resolve(values.keep);
  } catch (error) {
    console.error(
      `error: ${error instanceof Error ? error.message : String(error)}\nusage: npm run loop -- [--keep DIR]`,
    );
    return null;
  }
}
