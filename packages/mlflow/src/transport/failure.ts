/**
 * Turns answers and lost connections into errors, and says which of them may pass by themselves. Nothing of the HTTP
 * library's own error is kept: it holds the request's headers, and with them the password.
 */

import { WaymarkError } from '@waymark/contracts';
import { isAxiosError } from 'axios';
import { z } from 'zod';
import {
  accessDenied,
  answerForeign,
  callUnsupported,
  checkCertificates,
  requestCancelled,
  requestRefused,
  serverUnavailable,
  serverUnreachable,
} from '../errors.js';
import type { MlflowError } from '../mlflow-error.js';
import { type Attempt, parseRetryAfter } from './retry.js';

const maxWords = 400;
const transientStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
/** The server never saw the request. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** One side does not trust the other's certificate, or does not speak TLS: trying again will not help. */
const untrustedCode =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_)/;

/** The file that is sent or written fails, not the network. */
const diskCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface RequestFacts {
  /** Method and URL, without credentials and query. */
  readonly request: string;
  readonly isRepeatable: boolean;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal | undefined;
}

type Failed = Extract<Attempt<never>, { error: MlflowError }>;

const errorBody = z.object({ error_code: z.string().optional(), message: z.string() });
const detailBody = z.object({ detail: z.string() }); // the artifact proxy's

/** What an answer that is not a success means. */
export function failureOfAnswer({ status, headers, text }: Answer, facts: RequestFacts): Failed {
  const { serverCode, words } = wordsOf(text, facts.secrets);
  const failure = { request: facts.request, status, words, ...(serverCode !== undefined && { serverCode }) };
  if (status < 400) return { error: answerForeign(failure), mayRetry: false };
  if (status === 401 || status === 403) return { error: accessDenied(failure), mayRetry: false };
  if ((status === 404 || status === 405) && parseJson(text) === undefined)
    return { error: callUnsupported(failure), mayRetry: false };
  if (!isTransient(status, text)) return { error: requestRefused(failure), mayRetry: false };
  return {
    error: serverUnavailable(failure),
    // 429 is said before the work starts, so even a call that must not happen twice may be made again.
    mayRetry: facts.isRepeatable || status === 429,
    retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
  };
}

/** What a request without an answer means. */
export function failureOfConnection(error: unknown, facts: RequestFacts): Failed {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = redact(describeConnection(error, code), facts.secrets);
  const failure = { request: facts.request, words };
  if (facts.signal?.aborted) return { error: requestCancelled(failure), mayRetry: false };
  if (untrustedCode.test(code))
    return { error: serverUnreachable(failure, checkCertificates), mayRetry: false };
  return { error: serverUnreachable(failure), mayRetry: facts.isRepeatable || unsentCodes.has(code) };
}

/** An answer with status 200 that is not what the call answers. */
export function foreignAnswer({ status, text }: Answer, facts: RequestFacts, problem: string): MlflowError {
  const words = `${problem}: ${wordsOf(text, facts.secrets).words}`;
  return answerForeign({ request: facts.request, status, words });
}

/** MLflow reports its exhausted connection pool as a bad request. */
function isTransient(status: number, text: string): boolean {
  return transientStatuses.has(status) || (status === 400 && text.includes('QueuePool limit'));
}

function describeConnection(error: unknown, code: string): string {
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT' || code === 'ERR_CANCELED') return 'the time ran out';
  // An AggregateError of a host with several addresses has no message of its own.
  const message = error instanceof Error ? error.message : '';
  return message !== '' ? message : code || 'the connection failed';
}

function wordsOf(
  text: string,
  secrets: readonly string[],
): { readonly serverCode?: string; readonly words: string } {
  const document = parseJson(text);
  const error = errorBody.safeParse(document);
  if (error.success) {
    const { error_code, message } = error.data;
    const words = redact(message, secrets).slice(0, maxWords);
    return error_code === undefined ? { words } : { serverCode: error_code, words };
  }
  const detail = detailBody.safeParse(document);
  const raw = detail.success ? detail.data.detail : text.replace(/<[^>]*>/g, ' ');
  return { words: redact(raw, secrets).replace(/\s+/g, ' ').trim().slice(0, maxWords) };
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((safe, secret) => safe.replaceAll(secret, '***'), text);
}

/** Whether the error came from the network rather than from a defect or from the local disk. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || isDiskError(error)) return false;
  if (error instanceof WaymarkError) return false;
  return !(isAxiosError(error) && isDiskError(error.cause));
}

function isDiskError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'path' in error || ('code' in error && diskCodes.has(String(error.code)));
}
