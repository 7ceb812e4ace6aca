/** JSON as this package stores it: the keys in the order given, two spaces, a newline at the end. Same value, same bytes. */

import type { z } from 'zod';

const maxProblems = 10;

/** The document's text. Undefined cannot be stored; parse the value before. */
export function stringifyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The value in the text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A document's `formatVersion` when it is an integer above what is supported. */
export function newerFormatVersion(document: unknown, supported: number): number | undefined {
  if (typeof document !== 'object' || document === null || !('formatVersion' in document)) return undefined;
  const { formatVersion } = document;
  return Number.isInteger(formatVersion) && Number(formatVersion) > supported
    ? Number(formatVersion)
    : undefined;
}

/** A parser's issues, one line each: where, and what must hold. Never the values. */
export function describeIssues(error: z.ZodError): readonly string[] {
  const lines = error.issues.map(({ path, message }) =>
    path.length === 0 ? `not a JSON object of the right kind: ${message}` : `${path.join('.')}: ${message}`,
  );
  const more = lines.length - maxProblems;
  return more > 0 ? [...lines.slice(0, maxProblems), `… and ${more} more`] : lines;
}
