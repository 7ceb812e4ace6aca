/**
 * What must hold of every answer: no fault of the server's own, errors in the protocol's form, nothing of the request
 * repeated, and to valid requests the right probabilities, to the last bit.
 */

import { gunzipSync, inflateSync } from 'node:zlib';
import { isJsonObject } from '../protocols/problems.js';
import { canary, type WireRequest } from './fuzz-request.js';
import type { Answer } from './raw-answers.js';

/** What is wrong with the answer, in words; undefined when nothing is. */
export function answerProblem(request: WireRequest, answer: Answer): string | undefined {
  const { status } = answer;
  const body = decodedBody(answer);
  return (
    statusProblem(request, status, body) ??
    (status >= 400 ? errorProblem(request, body) : undefined) ??
    (repeatsCanary(answer, body)
      ? `repeats what was sent: ${around(`${headersText(answer)} ${body.toString()}`)}`
      : undefined) ??
    (request.expected ? valueProblem(request.expected, request, { ...answer, body }) : undefined)
  );
}

/** The tiny model fails on ages beyond ±150 by itself; the message says that it was the model. */
export function isModelFailure({ status, body }: Answer): boolean {
  return status === 500 && body.includes('the model failed on this request');
}

/** No request may make an answer that is larger than requests may be. */
const mostAnswerBytes = 4 * 2 ** 20;

function statusProblem(request: WireRequest, status: number, body: Buffer): string | undefined {
  if (body.length > mostAnswerBytes) return `must not be answered with ${body.length} bytes`;
  if (status >= 200 && status < 500) return undefined;
  if (status === 501) return undefined;
  if (isModelFailure({ status, headers: {}, body })) return undefined;
  // Only a request with a timeout of its own may run out of it here.
  if (status === 504 && hasTimeout(request)) return undefined;
  return `must not be answered with ${status}: ${body.toString('utf8', 0, 300)}`;
}

function hasTimeout({ body, headers }: WireRequest): boolean {
  return body.includes('timeout') || 'x-request-timeout-ms' in headers;
}

const mlflowPaths = ['/invocations', '/ping', '/health', '/version'];
/** Methods that every path knows, if only to refuse them: with others it is as if the path were not there. */
const knownMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function errorProblem({ method, path }: WireRequest, body: Buffer): string | undefined {
  // HEAD has no body; Node's parser answers what is no HTTP without one.
  if (method === 'HEAD' || body.length === 0) return undefined;
  const json = parsed(body);
  if (!isJsonObject(json)) return 'must tell an error as a JSON object';
  const isMlflowForm = typeof json.error_code === 'string' && typeof json.message === 'string';
  const [pathname = ''] = path.split('?');
  const isMlflow = mlflowPaths.includes(decodedPath(pathname)) && knownMethods.includes(method);
  const isTold = isMlflow ? isMlflowForm : typeof json.error === 'string';
  return isTold
    ? undefined
    : `must tell an error in the form of its path, got ${Object.keys(json).join(', ')}`;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Ids are echoed, as the protocols and the log have it, and nothing else is. */
function repeatsCanary(answer: Answer, body: Buffer): boolean {
  const json = parsed(jsonPart(answer, body));
  const echoed = answer.status === 200 ? 'id' : 'request_id';
  const text = json === undefined ? body.toString() : withoutIds(json, echoed);
  return isCanaryIn(text) || isCanaryIn(headersText(answer));
}

/** Also in another case. */
export function isCanaryIn(text: string): boolean {
  return text.toLowerCase().includes(canary.toLowerCase());
}

function withoutIds(json: unknown, echoed: string): string {
  return JSON.stringify(json, (key, value: unknown) => (key === echoed ? undefined : value)) ?? '';
}

function headersText({ headers }: Answer): string {
  return withoutIds(headers, 'x-request-id');
}

function around(text: string): string {
  const at = text.toLowerCase().indexOf(canary.toLowerCase());
  return text.slice(Math.max(0, at - 100), at + 50);
}

function valueProblem(
  expected: readonly number[],
  { method }: WireRequest,
  answer: Answer,
): string | undefined {
  if (answer.status !== 200)
    return `must be answered with 200, got ${answer.status}: ${answer.body.toString('utf8', 0, 300)}`;
  if (expected.length === 0 || method === 'HEAD') return undefined;
  const got = valuesIn(answer);
  const isEqual = got.length === expected.length && got.every((value, i) => value === expected[i]);
  return isEqual ? undefined : `must answer ${expected.join(', ')}, got ${got.join(', ')}`;
}

interface OutputJson {
  readonly name: string;
  readonly data?: readonly number[];
  readonly parameters?: { readonly binary_data_size: number };
}

/** P(yes) of each row, in whatever form the answer has it, or all values of an output `y`. */
function valuesIn(answer: Answer): readonly number[] {
  // A body of another form than its path's fails here, and is told as a wrong answer.
  const json = parsed(jsonPart(answer, answer.body)) as {
    readonly outputs?: readonly OutputJson[] | { readonly probabilities: readonly (readonly number[])[] };
    readonly predictions?:
      | readonly ({ readonly probability: number } | { readonly probabilities: readonly number[] })[]
      | { readonly probabilities: readonly (readonly number[])[] };
  };
  const columns = json.outputs ?? json.predictions ?? [];
  if ('probabilities' in columns) return columns.probabilities.map(([, yes]) => yes ?? Number.NaN);
  if (json.predictions) return columns.map(positiveOf);
  return outputValues(json.outputs as readonly OutputJson[], tailOf(answer));
}

function positiveOf(row: object): number {
  if ('probability' in row) return Number(row.probability);
  return 'probabilities' in row && Array.isArray(row.probabilities)
    ? Number(row.probabilities[1])
    : Number.NaN;
}

function outputValues(outputs: readonly OutputJson[], tail: Buffer): readonly number[] {
  let at = 0;
  for (const { name, data, parameters } of outputs) {
    const size = parameters?.binary_data_size ?? 0;
    if (name === 'probabilities' || name === 'y') {
      const values = data ?? [...new Float32Array(Uint8Array.from(tail.subarray(at, at + size)).buffer)];
      return name === 'y' ? values : values.filter((_, i) => i % 2 === 1);
    }
    at += size;
  }
  return [];
}

function jsonPart({ headers }: Answer, body: Buffer): Buffer {
  const length = headers['inference-header-content-length'];
  return length === undefined ? body : body.subarray(0, Number(length));
}

function tailOf({ headers, body }: Answer): Buffer {
  return body.subarray(Number(headers['inference-header-content-length'] ?? body.length));
}

function decodedBody({ headers, body }: Answer): Buffer {
  const encoding = headers['content-encoding'];
  if (body.length === 0) return body;
  if (encoding === 'gzip') return gunzipSync(body);
  return encoding === 'deflate' ? inflateSync(body) : body;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
