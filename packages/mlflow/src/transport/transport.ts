/**
 * HTTP to an MLflow server on axios: one place for the address, credentials, time limits, retries and errors.
 * Proxies come from the usual variables (HTTPS_PROXY, NO_PROXY), which axios reads. Redirects are not followed: MLflow
 * makes none, and what a login page answers is no answer.
 */

import { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { valuesInvalid } from '../errors.js';
import type { Endpoint } from './endpoint.js';
import {
  type Answer,
  failureOfAnswer,
  failureOfConnection,
  foreignAnswer,
  isConnectionError,
  parseJson,
  type RequestFacts,
} from './failure.js';
import { type Connection, connectionOf, type MlflowOptions } from './options.js';
import { type Attempt, withRetries } from './retry.js';

const defaultTimeoutMs = 120_000;

export class Transport {
  readonly #options: MlflowOptions;
  readonly #connection: Connection;
  readonly #http: AxiosInstance;

  /** @throws `MLFLOW_OPTIONS_INVALID` */
  constructor(options: MlflowOptions) {
    this.#options = options;
    this.#connection = connectionOf(options);
    const { headers, httpsAgent } = this.#connection;
    this.#http = axios.create({
      headers,
      ...(httpsAgent && { httpsAgent }),
      timeout: options.timeoutMs ?? defaultTimeoutMs,
      // With redirects on, axios would keep a whole upload in memory to send it again.
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      responseType: 'stream',
      validateStatus: null,
    });
  }

  /** The server's address, without credentials. */
  get url(): string {
    return this.#connection.baseUrl.href.replace(/\/$/, '');
  }

  /** Parses the request, sends it, and parses the answer. */
  async call<Request extends z.ZodType, Response extends z.ZodType>(
    endpoint: Endpoint<Request, Response>,
    request: z.input<Request>,
  ): Promise<z.output<Response>> {
    const fields = parseRequest(endpoint, request);
    const { method, isRepeatable } = endpoint;
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(fields[name])));
    const url = new URL(path, this.#connection.baseUrl);
    const facts = this.#facts(method, url, isRepeatable);
    const payload = method === 'GET' ? { params: queryOf(fields) } : { data: fields };
    const answer = await this.#send({ method, url: url.href, ...payload }, facts, readAnswer);
    const document = parseJson(answer.text);
    if (document === undefined) throw foreignAnswer(answer, facts, 'it is not JSON');
    const parsed = endpoint.response.safeParse(document);
    if (!parsed.success) throw foreignAnswer(answer, facts, `its shape differs (${issues(parsed.error)})`);
    return parsed.data;
  }

  /** Throws what `call` would throw before it sends anything. */
  check<Request extends z.ZodType, Response extends z.ZodType>(
    endpoint: Endpoint<Request, Response>,
    request: z.input<Request>,
  ): void {
    parseRequest(endpoint, request);
  }

  /** Puts a body at a path; `open` gives it anew for each attempt. */
  async upload(path: string, open: () => Readable, bytes: number): Promise<void> {
    const url = new URL(path, this.#connection.baseUrl);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes) };
    const facts = this.#facts('PUT', url, true);
    const answer = await this.#send(
      () => ({ method: 'PUT', url: url.href, headers, data: open() }),
      facts,
      readAnswer,
    );
    if (answer.text.trim() !== '' && parseJson(answer.text) === undefined)
      throw foreignAnswer(answer, facts, 'an upload is answered with nothing or with JSON');
  }

  /** Gets the body at a path; `read` is called anew for each attempt. */
  async download<T>(path: string, read: (body: Readable, answer: BodyFacts) => Promise<T>): Promise<T> {
    const url = new URL(path, this.#connection.baseUrl);
    const headers = { accept: '*/*', 'accept-encoding': 'identity' };
    return this.#send({ method: 'GET', url: url.href, headers }, this.#facts('GET', url, true), (response) =>
      read(response.data, { bytes: contentLength(response) }),
    );
  }

  #facts(method: string, url: URL, isRepeatable: boolean): RequestFacts {
    const { secrets } = this.#connection;
    const request = `${method} ${url.origin}${url.pathname}`;
    return { request, isRepeatable, secrets, signal: this.#options.signal };
  }

  async #send<T>(
    config: AxiosRequestConfig | (() => AxiosRequestConfig),
    facts: RequestFacts,
    read: (response: AxiosResponse<Readable>) => Promise<T>,
  ): Promise<T> {
    return withRetries(async (): Promise<Attempt<T>> => {
      try {
        const { signal } = facts;
        const request = typeof config === 'function' ? config() : config;
        const response = await this.#http.request<Readable>({ ...request, ...(signal && { signal }) });
        failWhenIdle(response);
        if (response.status >= 200 && response.status < 300) return { result: await read(response) };
        return failureOfAnswer(await readAnswer(response), facts);
      } catch (error) {
        if (isConnectionError(error)) return failureOfConnection(error, facts);
        throw error;
      }
    }, this.#options);
  }
}

export interface BodyFacts {
  /** What the server announced. */
  readonly bytes: number | undefined;
}

function parseRequest<Request extends z.ZodType, Response extends z.ZodType>(
  { method, path, request: schema }: Endpoint<Request, Response>,
  request: z.input<Request>,
): Readonly<Record<string, unknown>> {
  const parsed = schema.safeParse(request);
  if (!parsed.success) throw valuesInvalid(`the request ${method} ${path}`, issueLines(parsed.error));
  // Every request's schema is an object's.
  return parsed.data as Readonly<Record<string, unknown>>;
}

function queryOf(fields: Readonly<Record<string, unknown>>): URLSearchParams {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
}

/** The socket says when it was idle for too long, but axios listens only until the headers are there. */
function failWhenIdle({ request, data }: AxiosResponse<Readable, unknown>): void {
  const sent: unknown = request;
  const fail = () => data.destroy(Object.assign(new Error('the time ran out'), { code: 'ETIMEDOUT' }));
  if (sent instanceof ClientRequest) sent.once('timeout', fail);
}

async function readAnswer(response: AxiosResponse<Readable>): Promise<Answer> {
  const { status, headers, data } = response;
  return { status, headers: { ...headers }, text: await readText(data) };
}

function contentLength({ headers }: AxiosResponse): number | undefined {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return Number.isInteger(length) ? length : undefined;
}

/** Where and what, never the values. */
function issueLines(error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
}

function issues(error: z.ZodError): string {
  return issueLines(error).slice(0, 3).join('; ');
}
