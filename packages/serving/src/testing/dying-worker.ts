/**
 * A worker file for tests: the real worker, which is killed, as the kernel does it when memory runs out, when it begins
 * a batch or a load that it was told to die of.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

export interface DyingWorkerOptions {
  /** Batches in which one of the strings is this one kill their worker, always. */
  readonly poison?: string | undefined;
  /** Batches of any kind that kill their worker, in all processes together. Default 0. */
  readonly deaths?: number | undefined;
  /** Loads that kill their worker, in all processes together. Default 0. */
  readonly loadDeaths?: number | undefined;
  /** How long each batch takes at least. Default 0. */
  readonly batchMs?: number | undefined;
}

/** The path of the file, which the end of the running test removes. */
export async function dyingWorker(options: DyingWorkerOptions): Promise<string> {
  const { poison, deaths = 0, loadDeaths = 0, batchMs = 0 } = options;
  const folder = await temporaryFolder();
  const runTokens = await tokenFolder(join(folder, 'deaths'), deaths);
  const loadTokens = await tokenFolder(join(folder, 'load-deaths'), loadDeaths);
  const engine = new URL('../../dist/engine/', import.meta.url).href;
  const path = join(folder, 'dying-worker.mjs');
  await writeFile(
    path,
    `
    import { readdirSync, rmSync } from 'node:fs';
    import { ModelSessions } from ${JSON.stringify(`${engine}model-sessions.js`)};
    const { load, run } = ModelSessions.prototype;
    const die = () => process.kill(process.pid, 'SIGKILL');
    const take = (tokens) => {
      const [token] = readdirSync(tokens);
      if (token !== undefined) rmSync(tokens + '/' + token);
      return token !== undefined;
    };
    ModelSessions.prototype.load = function (layout, model) {
      if (take(${JSON.stringify(loadTokens)})) die();
      return load.call(this, layout, model);
    };
    let turn = Promise.resolve();
    ModelSessions.prototype.run = function (key, batch) {
      const isPoisoned = (batch.strings ?? []).includes(${JSON.stringify(poison ?? null)});
      if (take(${JSON.stringify(runTokens)}) || isPoisoned) die();
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

/** As many files as there are deaths: each is taken once, by whichever process. */
async function tokenFolder(folder: string, deaths: number): Promise<string> {
  await mkdir(folder);
  for (let death = 0; death < deaths; death++) await writeFile(join(folder, String(death)), '');
  return folder;
}
