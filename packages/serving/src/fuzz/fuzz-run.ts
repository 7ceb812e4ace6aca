/**
 * Random requests against a real server, of the tiny model's bundle or of bare models: valid ones of every protocol, and
 * the same ones changed.
 * A seed and a request's number make the same request again. gRPC and security are left out.
 */

import { Agent } from 'node:http';
import { bareDraft } from './bare-requests.js';
import { answerProblem, isModelFailure } from './check-answer.js';
import { render, type WireRequest } from './fuzz-request.js';
import { type FuzzedModels, startFuzzServer } from './fuzz-server.js';
import { mutateJson } from './json-mutations.js';
import { Random } from './random.js';
import { rawRequest } from './raw-requests.js';
import { type Manner, send, type Target } from './send-request.js';
import { compressed, validDraft } from './valid-requests.js';
import { mutateWire } from './wire-mutations.js';

export interface FuzzOptions {
  /** Default `bundle`. */
  readonly models?: FuzzedModels;
  readonly seed: number;
  readonly requests: number;
  /** The number of the first. Default 0. */
  readonly from?: number;
  /** Requests under way at once. Default 8. */
  readonly clients?: number;
  readonly onProgress?: (report: FuzzCounts) => void;
}

export interface FuzzCounts {
  readonly requests: number;
  /** By status; 0 for a connection that ended without an answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Valid requests that were answered right. */
  readonly right: number;
}

export interface FuzzReport extends FuzzCounts {
  /** Every broken rule, with the number of the request. */
  readonly failures: readonly string[];
  /** Bytes that the heap has more than after the first third. */
  readonly heapGrowth: number;
}

export interface FuzzCase {
  readonly request: WireRequest;
  readonly manner: Manner;
}

/** The request that a seed has under a number. */
export function fuzzCase(seed: number, number: number, models: FuzzedModels = 'bundle'): FuzzCase {
  const random = new Random(seed, number);
  if (random.isLuckyIn(40)) return { request: rawRequest(random), manner: 'raw' };
  const draft = models === 'bare' ? bareDraft(random) : validDraft(random);
  const isValid = random.isLuckyIn(3);
  if (isValid) return { request: compressed(render(draft), random), manner: mannerOf(random) };
  let request = draftChanged(draft, random);
  const times = request.changes.length === 0 ? 1 + random.below(2) : random.below(2);
  for (let i = 0; i < times; i++) request = mutateWire(request, random);
  return { request: compressed(request, random), manner: mannerOf(random) };
}

function draftChanged(draft: ReturnType<typeof validDraft>, random: Random): WireRequest {
  if (draft.json === undefined || random.isLuckyIn(3)) return render(draft);
  const changes: string[] = [];
  let json: unknown = draft.json;
  for (let i = 0; i <= random.below(2); i++) {
    const mutated = mutateJson(json, random);
    json = mutated.json;
    changes.push(mutated.change);
  }
  return render({ ...draft, json }, changes);
}

function mannerOf(random: Random): Manner {
  return random.pick([
    'whole',
    'whole',
    'whole',
    'whole',
    'chunked',
    'in pieces',
    'half-closed',
    'pipelined',
    'cut',
  ]);
}

/** Starts a server, sends the requests, and ends it. */
export async function fuzz({
  models = 'bundle',
  seed,
  requests,
  from = 0,
  clients = 8,
  onProgress,
}: FuzzOptions): Promise<FuzzReport> {
  const fuzzed = await startFuzzServer(models);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const target = { models, port: fuzzed.port, agent };
  const run = new Run(seed, target);
  let next = from;
  let heapBefore = 0;
  const client = async (): Promise<void> => {
    while (next < from + requests) {
      const number = next;
      next += 1;
      await run.send(number);
      if (number === from + Math.floor(requests / 3)) heapBefore = fuzzed.heapBytes();
      if ((number - from + 1) % 100 === 0) {
        run.failures.push(...(await fuzzed.healthProblems()));
        onProgress?.(run.counts);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  const heapGrowth = fuzzed.heapBytes() - heapBefore;
  const failures = [...run.failures, ...(await fuzzed.end(run.modelFailures))];
  return { ...run.counts, failures, heapGrowth };
}

/** Longer than any of them takes, even where the machine is busy. */
const mostMs = 5_000;

const mayBeForgotten: readonly Manner[] = ['cut', 'half-closed', 'raw'];

interface RunTarget extends Target {
  readonly models: FuzzedModels;
}

class Run {
  readonly failures: string[] = [];
  modelFailures = 0;
  readonly #seed: number;
  readonly #target: RunTarget;
  readonly #statuses: Record<string, number> = {};
  #requests = 0;
  #right = 0;

  constructor(seed: number, target: RunTarget) {
    this.#seed = seed;
    this.#target = target;
  }

  get counts(): FuzzCounts {
    return { requests: this.#requests, statuses: this.#statuses, right: this.#right };
  }

  async send(number: number): Promise<void> {
    const { request, manner } = fuzzCase(this.#seed, number, this.#target.models);
    const fail = (problem: string) => {
      const { protocol, method, path, changes } = request;
      const what = `${protocol} ${method} ${path.slice(0, 80)}, ${manner}, ${changes.join(' + ') || 'valid'}`;
      this.failures.push(`seed ${this.#seed}, request ${number} (${what}): ${problem}`);
    };
    const startedAt = performance.now();
    try {
      const answers = await send(request, manner, this.#target);
      if (answers.length === 0) this.#count(0);
      if (answers.length === 0 && !mayBeForgotten.includes(manner) && request.expected)
        fail('must be answered');
      for (const answer of answers) {
        this.#count(answer.status);
        if (isModelFailure(answer)) this.modelFailures += 1;
        const problem = answerProblem(request, answer);
        if (problem !== undefined) fail(problem);
        else if (request.expected) this.#right += 1;
      }
    } catch (error) {
      fail(`must be answered, got ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#requests += 1;
    const ms = performance.now() - startedAt;
    if (ms > mostMs) fail(`must be answered within ${mostMs} ms, took ${ms.toFixed(0)}`);
  }

  #count(status: number): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }
}
