import { type ServiceError, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow as grpcRow } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';
import { givenRequestId } from './request-ids.js';

const infer = '/v2/models/tiny/infer';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));
/** onnxruntime fails on it. */
const failing = openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]);
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An error's body, with the id of its header. */
async function failure(
  address: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
) {
  const response = await fetch(`${address}${path}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
    body: JSON.stringify(body),
  });
  const told: unknown = await response.json();
  return { status: response.status, id: response.headers.get('x-request-id'), told };
}

const linesOf = (lines: readonly string[], message: string) =>
  lines.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ msg }) => msg === message);

describe('givenRequestId', () => {
  it.each([
    'a',
    '0190d8f2-7b5c-7cc3-98c4-dc0c0c07398f',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'Root=1-67891233-abcdef012345678912345678',
    'x'.repeat(128),
  ])('takes %s', (id) => {
    expect(givenRequestId(id)).toBe(id);
  });

  it.each([
    undefined,
    '',
    'x'.repeat(129),
    'a b',
    'a\nb',
    '<b>',
    '"',
    'ä',
    7,
    ['a'],
  ])('does not take %j', (id) => {
    expect(givenRequestId(id)).toBeUndefined();
  });
});

describe('the id of a request', () => {
  it('comes back with the answer where the client gave one', async () => {
    const { server } = await startServer();
    const answer = await ask(server, infer, { headers: { 'x-request-id': 'mine-1' }, body: oneRow });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, 'mine-1']);
    const unnamed = await ask(server, infer, { body: oneRow });
    expect(unnamed.headers.get('x-request-id')).toBeNull();
    const hostile = await ask(server, infer, { headers: { 'x-request-id': 'a b' }, body: oneRow });
    expect(hostile.headers.get('x-request-id')).toBeNull();
  });

  it('is in the body of an error, in the form of its path', async () => {
    const { server } = await startServer();
    const mine = { 'x-request-id': 'mine-2' };
    expect(await failure(server.address, infer, mine, {})).toMatchObject({
      ...{ status: 400, id: 'mine-2' },
      told: { error: expect.any(String), request_id: 'mine-2' },
    });
    expect(await failure(server.address, '/nothing', mine, {})).toMatchObject({
      ...{ status: 404, id: 'mine-2' },
      told: { request_id: 'mine-2' },
    });
    expect(await failure(server.address, '/%zz', mine, {})).toMatchObject({
      ...{ status: 400, id: 'mine-2' },
      told: { request_id: 'mine-2' },
    });
    expect(await failure(server.address, '/invocations', mine, {})).toMatchObject({
      told: { error_code: 'BAD_REQUEST', request_id: 'mine-2' },
    });
    expect((await failure(server.address, infer, {}, {})).told).toEqual({ error: expect.any(String) });
  });

  it('leads from an error to the line of the log that explains it', async () => {
    const { server, logLines } = await startServer({ server: { logLevel: 'warn' } });
    const { status: httpStatus, id, told } = await failure(server.address, infer, {}, failing);
    expect(httpStatus).toBe(500);
    expect(id).toMatch(uuid);
    expect(told).toMatchObject({ request_id: id });
    await failure(server.address, infer, { 'x-request-id': 'mine-3' }, failing);
    const lines = linesOf(logLines, 'the model failed on this request; the server logged the reason');
    expect(lines.map(({ requestId }) => requestId)).toEqual([id, 'mine-3']);
  });

  it('is in every line and every answer where every request is logged', async () => {
    const { server, logLines } = await startServer({ server: { logLevel: 'debug' } });
    const answer = await ask(server, infer, { body: oneRow });
    const { id } = await failure(server.address, infer, {}, failing);
    const lines = () =>
      linesOf(logLines, 'request').filter(({ route }) => route === '/v2/models/:model/infer');
    await expect.poll(lines).toHaveLength(2);
    expect(lines().map(({ requestId }) => requestId)).toEqual([answer.headers.get('x-request-id'), id]);
    // Once a line: a second one of the same name would be dropped or kept as the reader likes.
    expect(logLines.filter((line) => line.split('"requestId"').length > 2)).toEqual([]);
  });

  it('comes and goes as metadata over gRPC', async () => {
    const { server, logLines } = await startServer({ server: { grpc: { port: 0 }, logLevel: 'debug' } });
    const client = grpcClient(server, { headers: { 'x-request-id': 'mine-4' } });
    await client.call('ModelInfer', grpcRow);
    const failed = client.call('ModelInfer', { ...grpcRow, model_name: 'nosuch' });
    // What rejects a call is its status.
    const error = await failed.catch((told: unknown) => told as ServiceError);
    expect(error).toMatchObject({ code: status.NOT_FOUND });
    expect((error as ServiceError).metadata.get('x-request-id')).toEqual(['mine-4']);
    const lines = () => linesOf(logLines, 'request').filter(({ route }) => route === 'grpc:ModelInfer');
    await expect.poll(lines).toMatchObject([{ requestId: 'mine-4' }, { requestId: 'mine-4' }]);
  });
});
