/** Calls the `waymark` command as a person would, with `--json`, and holds it to an exit code. */

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { LoopFailure } from './loop-step.js';

export const waymarkLauncher = join(dirname(fileURLToPath(import.meta.url)), '../../cli/bin/waymark.js');

export interface Expectation<T> {
  /** What the printed JSON must be. */
  readonly result: z.ZodType<T>;
  /** Default 0. */
  readonly exitCode?: number;
}

/** Runs `waymark WORDS --json`; throws with the command's own exit code when it is not the expected one. */
export async function waymark<T>(
  words: readonly string[],
  { result, exitCode = 0 }: Expectation<T>,
): Promise<T> {
  const child = spawn(process.execPath, [waymarkLauncher, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  const code = await new Promise<number>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done(status ?? 1));
  });
  if (code !== exitCode) {
    const tail = (await errors).trim().split('\n').slice(-5).join('\n');
    throw new LoopFailure(
      `waymark ${words[0]} must exit with ${exitCode}; got ${code}\n${tail}`,
      code === 0 ? 1 : code,
    );
  }
  return result.parse(JSON.parse(await output));
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
