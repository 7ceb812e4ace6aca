/** Two calls that no server has, one of which may be repeated, and a transport that makes them without waiting. */

import { z } from 'zod';
import { endpoint } from '../transport/endpoint.js';
import type { MlflowOptions } from '../transport/options.js';
import { Transport } from '../transport/transport.js';
import { json } from './fault-server.js';

export const readThing = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/thing',
  isRepeatable: true,
  request: z.strictObject({ id: z.string() }),
  response: z.object({ name: z.string() }),
});
export const createThing = endpoint({ ...readThing, method: 'POST', isRepeatable: false });

/** What both are answered with. */
export const ok = json(200, { name: 'first' });

/** The words of a server that cannot work now. */
export const busy = { error_code: 'TEMPORARILY_UNAVAILABLE', message: 'busy' };

/** A transport that waits for nothing and remembers how long it would have. */
export function transportFor(url: string, options: Partial<MlflowOptions> = {}) {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  return { waits, transport: new Transport({ url, random: () => 1, wait, ...options }) };
}
