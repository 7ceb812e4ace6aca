/**
 * HTTP to an MLflow server on axios: one place for the address, credentials, time limits, retries and errors.
 * Proxies come from the usual variables (HTTPS_PROXY, NO_PROXY), which axios reads; TLS goes through them unopened.
 * Redirects are not followed: MLflow makes none, and what a login page answers is no answer.
 */

import { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { valuesInvalid } from '../errors.js';
import { bodyFacts, isFile, type Reader, type SignedBody, secretsIn } from './bodies.js';
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
import { ParallelLimit } from './parallel-limit.js';
import { type Attempt, withRetries } from './retry.js';

const defaultTimeoutMs = 120_000;
const maxParallelRequests = 8;

export class Transport {
  readonly #options: MlflowOptions;
  readonly #connection: Connection;
  readonly #http: AxiosInstance;
  /** Without credentials. */
  readonly #foreignHttp: AxiosInstance;
  readonly #limit = new ParallelLimit(maxParallelRequests);

  /** @throws `MLFLOW_OPTIONS_INVALID` */
  constructor(options: MlflowOptions) {
    this.#options = options;
    this.#connection = connectionOf(options);
    const { headers, httpsAgent } = this.#connection;
    const common = {
      timeout: options.timeoutMs ?? defaultTimeoutMs,
      // With redirects on, axios would keep a whole upload in memory to send it again.
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      responseType: 'stream',
      validateStatus: null,
    } as const;
    this.#http = axios.create({ ...common, headers, ...(httpsAgent && { httpsAgent }) });
    this.#foreignHttp = axios.create(common);
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

  /**
   * Puts a body at a URL that the server signed, which may be anybody's: nothing of this client's credentials goes
   * there. Gives the store's ETag.
   */
  async uploadSigned(signedUrl: string, { open, bytes, headers }: SignedBody): Promise<string | undefined> {
    const url = new URL(signedUrl);
    const plain = { ...headers, 'content-type': null, 'content-length': String(bytes) };
    const facts = { ...this.#facts('PUT', url, true), secrets: secretsIn(url) };
    return this.#send(
      () => ({ method: 'PUT', url: url.href, headers: plain, data: open() }),
      facts,
      async (response) => {
        await readAnswer(response);
        const etag: unknown = response.headers.etag;
        return typeof etag === 'string' ? etag : undefined;
      },
      this.#foreignHttp,
    );
  }

  /** Gets the body at a path. */
  async download<T>(path: string, { read, resumePoint }: Reader<T>): Promise<T> {
    const url = new URL(path, this.#connection.baseUrl);
    const config = () => {
      const point = resumePoint?.();
      const range = point && { range: `bytes=${point.offset}-`, 'if-range': point.etag };
      const headers = { accept: '*/*', 'accept-encoding': 'identity', ...range };
      return { method: 'GET', url: url.href, headers };
    };
    const facts = this.#facts('GET', url, true);
    return this.#send(config, facts, async (response) => {
      if (isFile(response)) return read(response.data, bodyFacts(response));
      throw foreignAnswer(await readAnswer(response), facts, 'MLflow sends files as attachments');
    });
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
    http: AxiosInstance = this.#http,
  ): Promise<T> {
    const attempt = async (): Promise<Attempt<T>> => {
      const request = typeof config === 'function' ? config() : config;
      try {
        const { signal } = facts;
        const response = await http.request<Readable>({ ...request, ...(signal && { signal }) });
        failWhenIdle(response);
        if (response.status >= 200 && response.status < 300) return { result: await read(response) };
        return failureOfAnswer(await readAnswer(response), facts);
      } catch (error) {
        if (isConnectionError(error)) return failureOfConnection(error, facts);
        throw error;
      } finally {
        // A request that ended early leaves its file open.
        if (request.data instanceof Readable) request.data.destroy();
      }
    };
    // A call that waits to be tried again leaves its place to others.
    return withRetries(() => this.#limit.run(attempt), this.#options);
  }
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

/** Where and what, never the values. */
function issueLines(error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
}

function issues(error: z.ZodError): string {
  return issueLines(error).slice(0, 3).join('; ');
}
