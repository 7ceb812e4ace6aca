/** Which version a running server answers with, asked over the Open Inference Protocol. */

import { z } from 'zod';

export type ServedVersion =
  | { readonly state: 'serving'; readonly version: string }
  /** A server answers, and does not have the model. */
  | { readonly state: 'unknown' }
  /** Nothing answers. */
  | { readonly state: 'away' };

const metadata = z.object({ versions: z.array(z.string()).min(1) });
const timeoutMs = 2_000;

/** Never throws: a server that is not there is a state like others. @param url e.g. `http://127.0.0.1:8080`. */
export async function servedVersion(url: string, model: string): Promise<ServedVersion> {
  try {
    const response = await fetch(new URL(`/v2/models/${encodeURIComponent(model)}`, url), {
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { data } = metadata.safeParse(response.ok ? await response.json() : undefined);
    const version = data?.versions.at(-1);
    return version === undefined ? { state: 'unknown' } : { state: 'serving', version };
  } catch {
    return { state: 'away' };
  }
}
