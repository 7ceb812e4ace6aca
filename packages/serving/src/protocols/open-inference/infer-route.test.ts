import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { get, post } from '../../testing/http-client.js';
import { startServer } from '../../testing/running-server.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from '../../testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));
const text = JSON.stringify(oneRow);

interface Server {
  readonly address: string;
}

/** Sends bytes; fetch names no content type for them, as Triton's Python client names none. */
async function send(server: Server, body: Uint8Array | string, headers: Record<string, string> = {}) {
  const bytes = new Uint8Array(Buffer.from(body));
  const response = await fetch(`${server.address}${infer}`, { method: 'POST', headers, body: bytes });
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

const binaryTail = Buffer.from('1e000000000000000000000000205440040000004f736c6f', 'hex');

/** The first row, all in bytes. */
function binaryRequest(parameters: object) {
  const sizes = [8, 8, 8];
  const inputs = oneRow.inputs.map(({ name, datatype, shape }, i) => ({
    ...{ name, datatype, shape },
    parameters: { binary_data_size: sizes[i] },
  }));
  const json = JSON.stringify({ inputs, parameters });
  return {
    body: Buffer.concat([Buffer.from(json), binaryTail]),
    headers: { 'inference-header-content-length': String(json.length) },
  };
}

describe('inferHandler', () => {
  it('takes and gives tensors as bytes', async () => {
    const { server } = await startServer();
    const { body, headers } = binaryRequest({ binary_data_output: true });
    for (const type of [{}, { 'content-type': 'application/octet-stream' }]) {
      const answer = await send(server, body, { ...headers, ...type });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      const jsonLength = Number(answer.headers.get('inference-header-content-length'));
      expect(JSON.parse(answer.body.toString('utf8', 0, jsonLength))).toMatchObject({
        model_name: 'tiny',
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 7 } },
          { name: 'probabilities', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } },
        ],
      });
      const tail = answer.body.subarray(jsonLength);
      expect(tail.subarray(0, 7).toString('hex')).toBe('03000000796573');
      expect([tail.readFloatLE(7), tail.readFloatLE(11)]).toEqual([
        0.4737740755081177,
        tinyProbabilities[1][0],
      ]);
    }
  });

  it('takes bytes and answers in JSON, and the other way round', async () => {
    const { server } = await startServer();
    const { body, headers } = binaryRequest({});
    const inJson = await send(server, body, headers);
    expect(inJson.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(inJson.body.toString())).toMatchObject({
      outputs: [{ data: ['yes'] }, { data: [0.4737740755081177, tinyProbabilities[1][0]] }],
    });
    const outputs = [{ name: 'label' }, { name: 'probabilities', parameters: { binary_data: true } }];
    const inBoth = await send(server, JSON.stringify({ ...oneRow, outputs }));
    const jsonLength = Number(inBoth.headers.get('inference-header-content-length'));
    expect(JSON.parse(inBoth.body.toString('utf8', 0, jsonLength))).toMatchObject({
      outputs: [{ data: ['yes'] }, { parameters: { binary_data_size: 8 } }],
    });
    expect(inBoth.body.length - jsonLength).toBe(8);
  });

  it('answers with the highest classes', async () => {
    const { server } = await startServer();
    const outputs = [{ name: 'probabilities', parameters: { classification: 1 } }];
    const { body } = await post(server, infer, { ...openInferenceRequest(tinyRows.slice(1, 3)), outputs });
    expect(body).toMatchObject({
      outputs: [
        {
          ...{ name: 'probabilities', datatype: 'BYTES', shape: [2] },
          data: ['0.7502601146697998:1:yes', '0.6681877374649048:0:no'],
        },
      ],
    });
  });

  it.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['identity', Buffer.from(text)],
  ])('takes bodies in %s, as JSON and with bytes', async (encoding, body) => {
    const { server } = await startServer();
    const headers = { 'content-encoding': encoding };
    expect((await send(server, body, { ...headers, 'content-type': 'application/json' })).status).toBe(200);
    expect((await send(server, body, headers)).status).toBe(200);
  });

  it('refuses what cannot be decoded or becomes too large, each with its status', async () => {
    const { server } = await startServer();
    const gzip = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(8 * 2 ** 20));
    const { body, headers } = binaryRequest({});
    const answers = await Promise.all([
      send(server, bomb, gzip),
      send(server, text, gzip),
      send(server, gzipSync(text).subarray(0, 60), gzip),
      send(server, text, { 'content-encoding': 'br' }),
      send(server, text, { 'content-type': 'text/plain' }),
      send(server, 'no JSON'),
      send(server, body, { 'inference-header-content-length': '1e3' }),
      send(server, body.subarray(0, -1), headers),
      send(server, binaryTail, { 'inference-header-content-length': '0' }),
    ]);
    expect(answers.map((answer) => [answer.status, JSON.parse(answer.body.toString()).error])).toEqual([
      [413, expect.stringContaining('at most 4194304 bytes')],
      [400, expect.stringContaining('Content-Encoding names, and cannot be decoded')],
      [400, expect.stringContaining('Content-Encoding names, and cannot be decoded')],
      [415, 'the header Content-Encoding must be gzip or deflate, or be left out'],
      [415, expect.stringContaining('application/json')],
      [400, expect.stringContaining('cannot be parsed as JSON')],
      [400, expect.stringContaining('Inference-Header-Content-Length must be a whole number')],
      [400, expect.stringContaining('must add up to 23 bytes')],
      [400, expect.stringContaining('needs a model with one input')],
    ]);
    expect(answers[3]?.headers.get('accept-encoding')).toBe('gzip, deflate');
    expect((await post(server, infer, oneRow)).status).toBe(200);
  });

  it('compresses large answers only, for those who take it', async () => {
    const { server } = await startServer();
    const many = JSON.stringify(openInferenceRequest(Array.from({ length: 1000 }, () => tinyRows[0])));
    const small = await send(server, text, { 'accept-encoding': 'gzip' });
    const large = await send(server, many, { 'accept-encoding': 'deflate;q=0.1, gzip' });
    const plain = await send(server, many, { 'accept-encoding': 'br' });
    expect([small, large, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual([
      null,
      'gzip',
      null,
    ]);
    // What fetch decoded: the ids apart, the same.
    expect(JSON.parse(large.body.toString()).outputs).toEqual(JSON.parse(plain.body.toString()).outputs);
    const { body, headers } = binaryRequest({ binary_data_output: true });
    expect((await send(server, body, headers)).headers.get('content-encoding')).toBeNull();
  });

  it('ignores parameters that it does not know', async () => {
    const { server } = await startServer();
    const parameters = { priority: 1, sequence_id: 42, anything: 'x' };
    expect((await post(server, infer, { ...oneRow, parameters })).status).toBe(200);
  });

  it('refuses with 504 what its timeout leaves no time for', async () => {
    const { server } = await startServer();
    const [pid = 0] = server.status().workers.pids;
    process.kill(pid, 'SIGSTOP');
    const metrics = async () => (await get(server, '/metrics')).body;
    // Two batches may be in flight: with both taken, what comes then waits.
    const first = post(server, infer, oneRow);
    await expect.poll(metrics).toContain('waymark_queue_duration_seconds_count 1\n');
    const second = post(server, infer, oneRow);
    await expect.poll(metrics).toContain('waymark_queue_duration_seconds_count 2\n');
    const late = post(server, infer, { ...oneRow, parameters: { timeout: 1 } });
    await expect.poll(metrics).toContain('waymark_queue_rows{pool="shared"} 1\n');
    process.kill(pid, 'SIGCONT');
    expect([await first, await second, await late].map(({ status }) => status)).toEqual([200, 200, 504]);
  });
});
