/** Parsers that every stored JSON document shares. */

import { z } from 'zod';

/** A document's format: readers take `current` and everything older, and refuse what is newer with a clear error. */
export function formatVersion(current: number) {
  return z
    .int()
    .min(1)
    .max(current, {
      error: (issue) =>
        `formatVersion must be at most ${current}, got ${String(issue.input)}: written by a newer Waymark; upgrade this one`,
    });
}

/** A sha256 in lower-case hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
