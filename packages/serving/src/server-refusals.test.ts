import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import { startServer } from './testing/running-server.js';
import { openInferenceRequest, tinyRows } from './testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const predict = '/v1/models/tiny:predict';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));

const badRequests: readonly (readonly [string, string, unknown, number, RegExp])[] = [
  [
    'an unknown model',
    '/v2/models/nosuch/infer',
    oneRow,
    404,
    /^Request for unknown model: none of that name/,
  ],
  [
    'an unknown model in rows',
    '/v1/models/nosuch:predict',
    {},
    404,
    /^Request for unknown model: none of that name/,
  ],
  [
    'an unknown version',
    '/v2/models/tiny/versions/2/infer',
    oneRow,
    404,
    /version of 'tiny' is not served; version 1 is/,
  ],
  ['an unknown path', '/v2/nothing', {}, 404, /nothing at this path/],
  ['a path that is read only', '/v2/models/tiny', {}, 405, /takes GET, HEAD only/],
  ['a body that is not JSON', infer, '{"inputs": [', 400, /cannot be parsed as JSON/],
  ['an empty body', infer, '', 400, /cannot be parsed as JSON/],
  ['a prototype in the body', infer, '{"__proto__": {"x": 1}}', 400, /must be a JSON object/],
  ['NaN', infer, '{"inputs": [{"data": [NaN]}]}', 400, /cannot be parsed as JSON/],
  ['a wrong datatype', infer, { inputs: [] }, 400, /^missing inputs: age, income, city$/],
  ['no instances', predict, { instances: [] }, 400, /at least one row/],
  ['no labels', '/v1/feedback', { labels: [] }, 400, /at least one label/],
  ['labels that are no text', '/v1/feedback', { labels: [{ id: 1 }] }, 400, /got a whole number and nothing/],
  ['too many rows', predict, { instances: [1, 2, 3, 4, 5] }, 413, /at most 4 rows, got 5/],
  ['too many bytes', predict, 'x'.repeat(5000), 413, /at most 4096 bytes/],
];

describe('a server that gets bad requests', () => {
  it('refuses each bad request with its status, in words', async () => {
    const { server } = await startServer({ server: { limits: { maxBodyBytes: 4096, maxRequestRows: 4 } } });
    for (const [what, path, body, status, message] of badRequests) {
      const answer = await post(server, path, body);
      expect([what, answer.status]).toEqual([what, status]);
      expect(answer.body).toEqual({ error: expect.stringMatching(message) });
    }
  });

  it('names the allowed methods, and the content type that it takes', async () => {
    const { server } = await startServer();
    const wrongMethod = await get(server, infer);
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    const form = await fetch(`${server.address}${infer}`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    });
    expect([form.status, await form.json()]).toEqual([
      415,
      { error: expect.stringContaining('application/json') },
    ]);
  });

  it('answers a request whose path cannot be decoded', async () => {
    const { server } = await startServer();
    expect(await get(server, '/v2/models/%zz')).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });

  it('survives what is not HTTP', async () => {
    const { server } = await startServer();
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    socket.end('nonsense\r\n\r\n');
    await new Promise((resolve) => socket.on('close', resolve).resume());
    expect((await get(server, '/v2/health/live')).status).toBe(200);
  });

  it('fails rows that onnxruntime fails on, alone, and does not say what they were', async () => {
    const { server, logLines } = await startServer();
    const bad = openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]);
    const answers = await Promise.all([oneRow, bad, oneRow, oneRow].map((body) => post(server, infer, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 200]);
    expect(answers[1]?.body).toEqual({
      error: expect.stringContaining('the server logged the reason'),
      request_id: expect.any(String),
    });
    expect(logLines.filter((line) => line.includes('INFERENCE_FAILED'))).toHaveLength(1);
  });

  it('refuses rows beyond the queue with 503, and says when to come again', async () => {
    const { server } = await startServer({ server: { limits: { maxQueueRows: 1, hardTimeoutMs: 500 } } });
    for (const pid of server.status().workers.pids) process.kill(pid, 'SIGSTOP');
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(server, infer, oneRow)));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(refused[0]?.body).toEqual({ error: expect.stringContaining('overloaded') });
  });
});
