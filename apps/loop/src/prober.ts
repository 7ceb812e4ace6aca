/** Sends one row after the other while versions change, to prove that no request is lost. */

import type { Row } from '@waymark/contracts';
import type { ModelClient } from './model-client.js';

export interface ProbeReport {
  readonly requests: number;
  readonly failures: readonly string[];
  /** In the order in which they were first seen. */
  readonly versions: readonly number[];
}

export interface Prober {
  stop(): Promise<ProbeReport>;
}

/** Starts probing; `stop` ends it and tells what happened. */
export function startProber(client: ModelClient, row: Row): Prober {
  const failures: string[] = [];
  const versions: number[] = [];
  let requests = 0;
  let isRunning = true;
  const probe = async (): Promise<void> => {
    while (isRunning) {
      requests += 1;
      try {
        const { version } = await client.predict([row]);
        if (versions.at(-1) !== version) versions.push(version);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
      await new Promise((done) => setTimeout(done, 5));
    }
  };
  const running = probe();
  return {
    async stop() {
      isRunning = false;
      await running;
      return { requests, failures, versions };
    },
  };
}
