/** Loading a model, tried again where the worker died of it, or of something else meanwhile. */

import { WaymarkError } from '@waymark/contracts';

/**
 * A model that kills its worker does so again, and is refused then; `RetryPause` says until when.
 * @param first Runs before the second try; where it throws, there is none.
 */
export async function retriedAfterCrash<Loaded>(
  load: () => Promise<Loaded>,
  first?: () => Promise<void>,
): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof WaymarkError && error.code === 'WORKER_CRASHED')) throw error;
  }
  await first?.();
  return load();
}
