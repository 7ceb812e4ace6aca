import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { parsePredictionId } from '../feedback/prediction-ids.js';
import { ask } from '../testing/ask.js';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow } from '../testing/grpc-requests.js';
import { get, post } from '../testing/http-client.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';

const path = '/v2/models/tiny/infer';
const request = openInferenceRequest(tinyRows.slice(0, 1));

/** A server whose worker is stopped, with two batches of one row under way, and one row that waits. */
async function stoppedServer() {
  const { server } = await startServer({ server: { limits: { maxBatchRows: 1 }, grpc: { port: 0 } } });
  const [pid = 0] = server.status().workers.pids;
  process.kill(pid, 'SIGSTOP');
  const queuedRows = async () =>
    Number(
      /^waymark_queue_rows\{pool="shared"\} (\d+)$/m.exec(String((await get(server, '/metrics')).body))?.[1],
    );
  const queued = (rows: number) => expect.poll(queuedRows).toBe(rows);
  const earlier = [1, 2, 3].map(() => post(server, path, request));
  await queued(1);
  return { server, earlier, queued, goOn: () => process.kill(pid, 'SIGCONT') };
}

/** Ids are given in the order in which rows were scored. */
function placeOf(predictionId: string): number | undefined {
  return parsePredictionId(predictionId)?.number;
}

async function restPlace(answer: ReturnType<typeof post>): Promise<number | undefined> {
  // The server's answer to one row.
  const { parameters } = (await answer).body as { parameters: { prediction_ids: string } };
  return placeOf(parameters.prediction_ids);
}

async function grpcPlace(answer: Promise<unknown>): Promise<number | undefined> {
  // The same, decoded.
  const { parameters } = (await answer) as { parameters: { prediction_ids: { string_param: string } } };
  return placeOf(parameters.prediction_ids.string_param);
}

/** The last one is the longest that is taken. */
const timeouts = ['0', '-1', '1.5', '600001', '1e3', 'soon', '100, 200', '600000'];

const protocols: readonly (readonly [string, object])[] = [
  [path, request],
  ['/v1/models/tiny:predict', { instances: [tinyRows[0]] }],
  ['/invocations', { instances: [tinyRows[0]] }],
  ['/models/tiny/invoke', { instances: [tinyRows[0]] }],
  ['/vertex', { instances: [tinyRows[0]] }],
  ['/score', { input_data: [tinyRows[0]] }],
];

describe('termsOf', () => {
  it('lets requests of a lower priority go first, over REST and gRPC, where 0 and none are 5', async () => {
    const { server, earlier, queued, goOn } = await stoppedServer();
    const { call } = grpcClient(server);
    const rest = (priority: number) =>
      restPlace(post(server, path, { ...request, parameters: { priority } }));
    const grpc = (priority: number) =>
      grpcPlace(call('ModelInfer', { ...oneRow, parameters: { priority: { uint64_param: priority } } }));
    const places: Promise<number | undefined>[] = [];
    for (const send of [() => rest(9), () => rest(0), () => grpc(6), () => grpc(2), () => rest(1)]) {
      places.push(send());
      await queued(1 + places.length);
    }
    goOn();
    const [ninth, zero, sixth, second, first] = await Promise.all(places);
    const none = (await Promise.all(earlier.map(restPlace))).toSorted().at(-1);
    // 0 and 1 were under way.
    expect([first, second, none, zero, sixth, ninth]).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('answers 504 where the header’s time, the body’s or the call’s is over before the turn comes', async () => {
    const { server, earlier, queued, goOn } = await stoppedServer();
    const { call } = grpcClient(server);
    const within = (timeoutMs: string, timeout: number) =>
      ask(server, path, {
        headers: { 'x-request-timeout-ms': timeoutMs },
        body: { ...request, parameters: { timeout } },
      });
    const sent = [within('500', 0), within('500', 60_000_000), within('60000', 500_000)];
    const called = call('ModelInfer', { ...oneRow, parameters: { timeout: { int64_param: 500_000 } } });
    const refused = expect(called).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    await queued(1 + sent.length + 1);
    const queuedAt = performance.now();
    await expect.poll(() => performance.now() - queuedAt).toBeGreaterThan(500);
    goOn();
    const over = { status: 504, error: expect.stringContaining('timeout of the request passed') };
    expect(await Promise.all(sent)).toMatchObject([over, over, over]);
    await refused;
    for (const { status: told } of await Promise.all(earlier)) expect(told).toBe(200);
  });

  it('takes the header at the paths of every protocol, and refuses one that is no time', async () => {
    const { server } = await startServer({
      server: {
        clouds: {
          ...{ sageMakerMultiModel: true, azureMl: true },
          vertexAi: { healthRoute: '/healthy', predictRoute: '/vertex' },
        },
      },
    });
    for (const [to, body] of protocols) {
      const answers = timeouts.map(async (timeoutMs) => {
        const headers = { 'x-request-timeout-ms': timeoutMs };
        return [to, timeoutMs, (await ask(server, to, { headers, body })).status];
      });
      const right = timeouts.map((timeoutMs) => [to, timeoutMs, timeoutMs === '600000' ? 200 : 400]);
      expect(await Promise.all(answers)).toEqual(right);
    }
  });
});
