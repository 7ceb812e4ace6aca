/** A training in a process of its own that is killed at a random moment, and what it had logged by then. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { RunStart } from '@waymark/contracts';

export interface ClientOrders {
  readonly url: string;
  readonly home: string;
  readonly start: RunStart;
  /** Steps 1 to this one, each with its own number as the value. */
  readonly points: number;
}

export interface ClientOutcome {
  /** Whether it came to its end. */
  readonly ended: boolean;
  /** The last step that it is known to have logged. */
  readonly logged: number;
}

/** The text of the process's module: it uses the compiled packages. */
export function clientScript(modules: { readonly mlflow: string; readonly registry: string }): string {
  return `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { MlflowClient, MlflowTracker } from ${JSON.stringify(modules.mlflow)};
    import { FileTracker } from ${JSON.stringify(modules.registry)};
    const { url, home, start, points } = JSON.parse(process.argv[2]);
    const tracker = new MlflowTracker({
      client: new MlflowClient({ url, retries: 1, backoffMs: 20 }),
      journals: new FileTracker(home).journals,
      spoolFolder: home + '/spool',
      streamIntervalMs: 25,
    });
    const run = await tracker.start(start);
    const fold = run.child('fold 1');
    for (let step = 1; step <= points; step += 1) {
      run.logMetrics({ value: step }, step);
      fold.logMetrics({ value: step }, step);
      // The last one is told before the run ends: a run that ended must not be started again.
      if (step === points) await new Promise((resolve) => process.send(step, resolve));
      else process.send(step);
      if (step % 10 === 0) await sleep(10);
    }
    await run.end('finished');
    process.send('ended');
    process.disconnect();
  `;
}

/** @param killAfterMs undefined lets it live. */
export async function runClient(
  script: string,
  orders: ClientOrders,
  killAfterMs: number | undefined,
): Promise<ClientOutcome> {
  const child = fork(script, [JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let [logged, ended] = [0, false];
  child.on('message', (message) => {
    if (typeof message === 'number') logged = message;
    else ended = true;
  });
  if (killAfterMs !== undefined) killAt(child, killAfterMs);
  // What it said last may be heard after its end.
  await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  return { ended, logged };
}

/** Counted from its first step: starting a process takes much longer than the training. */
function killAt(child: ChildProcess, ms: number): void {
  child.once('message', () => setTimeout(() => child.kill('SIGKILL'), ms));
}
