/**
 * One call of MLflow's REST API: its URL beside the parsers of what goes out and what comes back. Requests are parsed
 * too, for the server answers 200 to fields of a wrong type and loses them. Field names are the wire's own.
 */

import { z } from 'zod';

export interface Endpoint<Request extends z.ZodType, Response extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the server's URL; `{name}` is a field of the request. */
  readonly path: string;
  /** Whether two calls are the same as one: only such a call is made again when its answer was lost. */
  readonly isRepeatable: boolean;
  readonly request: Request;
  readonly response: Response;
}

/** Keeps the literal types of the definition. */
export function endpoint<Request extends z.ZodType, Response extends z.ZodType>(
  definition: Endpoint<Request, Response>,
): Endpoint<Request, Response> {
  return definition;
}

/** What calls answer that have nothing to say. */
export const emptyResponse = z.object({});
