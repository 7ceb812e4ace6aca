/** Clients that send one row after the other over kept connections, and check each answer against its version. */

import { Agent, request } from 'node:http';
import type { ModelServer } from '../server.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from './tiny-model.js';

export interface LoadReport {
  /** Right answers by the version that made them. */
  readonly answers: ReadonlyMap<string, number>;
  /** Everything that was not a right answer, in words. */
  readonly failures: readonly string[];
}

export interface RequestLoad {
  /** Right answers so far. */
  readonly count: () => number;
  /** Lets the requests that are open end. */
  stop(): Promise<LoadReport>;
}

/**
 * A connection that the server never took is refused, whether the client could send its request or not: the kernel takes
 * connections for a server, and resets those that wait when it stops.
 *
 * @param versions Says which model a version is, so that a wrong or mixed answer is seen.
 */
export function startLoad(
  server: Pick<ModelServer, 'address' | 'app'>,
  versions: Readonly<Record<string, 1 | 2>>,
  {
    clients = 8,
    stopWhenRefused = false,
  }: { readonly clients?: number; readonly stopWhenRefused?: boolean } = {},
): RequestLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const taken = new Set<number | undefined>();
  server.app.server.on('connection', ({ remotePort }) => taken.add(remotePort));
  const isTaken = (port: number | undefined) => port !== undefined && taken.has(port);
  const answers = new Map<string, number>();
  const failures: string[] = [];
  let isRunning = true;
  const client = async (): Promise<void> => {
    for (let i = 0; isRunning; i++) {
      const row = i % tinyRows.length;
      const outcome = await sendRow(`${server.address}/v2/models/tiny/infer`, row, { agent, isTaken });
      if ('refused' in outcome && stopWhenRefused) return;
      const problem = 'refused' in outcome ? outcome.refused : problemOf(outcome, row, versions);
      if (problem) failures.push(problem);
      else if ('version' in outcome) answers.set(outcome.version, (answers.get(outcome.version) ?? 0) + 1);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  return {
    count: () => [...answers.values()].reduce((sum, count) => sum + count, 0),
    async stop() {
      isRunning = false;
      await running;
      agent.destroy();
      return { answers, failures };
    },
  };
}

interface RowAnswer {
  readonly version: string;
  readonly yes: number | undefined;
}

/** `refused` when the server did not take the connection: it does not accept any more. */
type Outcome = RowAnswer | { readonly refused: string };

function problemOf({ version, yes }: RowAnswer, row: number, versions: Readonly<Record<string, 1 | 2>>) {
  const model = versions[version];
  // Everything that is no answer has its reason in the place of the version.
  if (model === undefined) return `no version that is known answered: ${version}`;
  const expected = tinyProbabilities[model][row];
  return yes === expected ? undefined : `version ${version} must answer ${expected}, got ${yes}`;
}

interface Connections {
  readonly agent: Agent;
  /** Whether the server took the connection from that port. */
  readonly isTaken: (port: number | undefined) => boolean;
}

function sendRow(url: string, row: number, { agent, isTaken }: Connections): Promise<Outcome> {
  const body = JSON.stringify(openInferenceRequest(tinyRows.slice(row, row + 1)));
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(readAnswer(response.statusCode ?? 0, text)));
    });
    // A socket that is closed has forgotten it.
    let port: number | undefined;
    sent.on('socket', (socket) => {
      port = socket.localPort;
      if (socket.connecting) socket.once('connect', () => (port = socket.localPort));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isRefused = error.syscall === 'connect' || !isTaken(port);
      resolve(isRefused ? { refused: error.message } : { version: error.message, yes: undefined });
    });
    sent.end(body);
  });
}

function readAnswer(status: number, text: string): RowAnswer {
  if (status !== 200) return { version: `${status} ${text}`, yes: undefined };
  const { model_version, outputs } = JSON.parse(text);
  return { version: model_version, yes: outputs[1].data[1] };
}
