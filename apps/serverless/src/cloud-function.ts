/** Google Cloud Functions: Express's request and answer, whose body was read already. */

import type { ModelHandler } from '@waymark/serving';

/** What is read of Express's request, and of what the platform adds to it. */
export interface FunctionRequest {
  readonly method: string;
  /** Path and query. */
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it came; undefined where there was none. */
  readonly rawBody?: Buffer;
  readonly ip?: string;
}

/** What is used of Express's answer. */
export interface FunctionReply {
  status(code: number): FunctionReply;
  setHeader(name: string, value: number | string | readonly string[]): unknown;
  end(body: Buffer): unknown;
}

/** @throws What starting the model threw: the platform answers 500, and logs it. */
export function cloudFunctionOf(
  model: Promise<ModelHandler>,
): (request: FunctionRequest, reply: FunctionReply) => Promise<void> {
  return async ({ method, originalUrl, headers, rawBody, ip }, reply) => {
    const { handle } = await model;
    const answer = await handle({
      ...{ method, url: originalUrl, headers, remoteAddress: ip },
      body: rawBody?.length === 0 ? undefined : rawBody,
    });
    reply.status(answer.status);
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined) reply.setHeader(name, value);
    reply.end(answer.body);
  };
}
