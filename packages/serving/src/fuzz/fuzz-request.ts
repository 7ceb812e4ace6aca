/**
 * A request that fuzzing sends: first as a draft, whose JSON can be changed, then as what goes over the wire. Every one
 * has the canary in it, a word that no answer and no log line may repeat.
 */

export const canary = 'CanaryBird';

/** A request that is still a value. One of `json` and `text`, or neither for an empty body. */
export interface Draft {
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body that is no JSON. */
  readonly text?: string;
  /** Bytes after the JSON, of binary tensors. */
  readonly tail?: Buffer;
  /** Of a valid request: P(yes) of each row, to the last bit. Empty where no rows were sent. */
  readonly expected?: readonly number[];
}

export interface WireRequest extends Pick<Draft, 'protocol' | 'method' | 'path' | 'expected'> {
  /** Lower-case names. Content-Length is the sender's. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What was changed, in words; empty for a valid request. */
  readonly changes: readonly string[];
}

/** The draft as bytes; the length of the JSON is told where bytes follow it. */
export function render(draft: Draft, changes: readonly string[] = []): WireRequest {
  const { protocol, method, path, expected, json, text, tail } = draft;
  const head = Buffer.from(text ?? (json === undefined ? '' : JSON.stringify(json)));
  const lengthHeader = tail ? { 'inference-header-content-length': String(head.length) } : {};
  return {
    ...{ protocol, method, path, changes },
    ...(expected && changes.length === 0 ? { expected } : {}),
    headers: { ...draft.headers, ...lengthHeader },
    body: tail ? Buffer.concat([head, tail]) : head,
  };
}
