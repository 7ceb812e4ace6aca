/** Loading a model, tried again where the worker died of it, or of something else meanwhile. */

import { WaymarkError } from '@waymark/contracts';

/** A model that kills its worker does so again, and is refused then. */
export async function retriedAfterCrash<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof WaymarkError && error.code === 'WORKER_CRASHED')) throw error;
  }
  return load();
}
