/**
 * A worker file for tests: the real worker, which is killed, as the kernel does it when memory runs out, when it begins
 * a batch that it was told to die of.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

export interface DyingWorkerOptions {
  /** Batches in which one of the strings is this one kill their worker, always. */
  readonly poison?: string | undefined;
  /** Batches of any kind that kill their worker, in all processes together. Default 0. */
  readonly deaths?: number | undefined;
  /** How long each batch takes at least. Default 0. */
  readonly batchMs?: number | undefined;
}

/** The path of the file, which the end of the running test removes. */
export async function dyingWorker({ poison, deaths = 0, batchMs = 0 }: DyingWorkerOptions): Promise<string> {
  const folder = await temporaryFolder();
  const tokens = join(folder, 'deaths');
  await mkdir(tokens);
  for (let death = 0; death < deaths; death++) await writeFile(join(tokens, String(death)), '');
  const engine = new URL('../../dist/engine/', import.meta.url).href;
  const path = join(folder, 'dying-worker.mjs');
  await writeFile(
    path,
    `
    import { readdirSync, rmSync } from 'node:fs';
    import { ModelSessions } from ${JSON.stringify(`${engine}model-sessions.js`)};
    const tokens = ${JSON.stringify(tokens)};
    const run = ModelSessions.prototype.run;
    let turn = Promise.resolve();
    ModelSessions.prototype.run = function (key, batch) {
      const [token] = readdirSync(tokens);
      const isPoisoned = (batch.strings ?? []).includes(${JSON.stringify(poison ?? null)});
      if (token !== undefined) rmSync(tokens + '/' + token);
      if (token !== undefined || isPoisoned) process.kill(process.pid, 'SIGKILL');
      turn = turn.then(() => {
        for (const until = Date.now() + ${batchMs}; Date.now() < until; );
        return run.call(this, key, batch);
      });
      return turn;
    };
    await import(${JSON.stringify(`${engine}inference-worker.js`)});
    `,
  );
  return path;
}
