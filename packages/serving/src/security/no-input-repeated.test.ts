import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canary } from '../fuzz/fuzz-request.js';
import type { LogLevel } from '../server-options.js';
import { grpcClient } from '../testing/grpc-client.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createApiKey } from './api-key.js';

const { key, entry } = createApiKey('operator', ['infer', 'admin', 'metrics']);
const keyHeader = `x-api-key: ${key}\r\n`;

async function startLocked(logLevel: LogLevel) {
  const apiKeysFile = join(await temporaryFolder(), 'keys.json');
  await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys: [entry] }));
  const security = { apiKeysFile };
  return startServer({ server: { security, grpc: { port: 0 }, modelControl: 'explicit', logLevel } });
}

/** The answer to the bytes, and whatever comes until the server closes. */
function answerTo(address: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (part) => {
      answer += part.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(bytes);
  });
}

function requestOf(line: string, headers = '', body = ''): string {
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  return `${line} HTTP/1.1\r\nhost: ${canary}\r\nconnection: close\r\n${headers}${length}\r\n${body}`;
}

const json = `${keyHeader}content-type: application/json\r\n`;
const tensor = { name: canary, datatype: canary, shape: [1], data: [canary] };
const hostileRequests = [
  `${canary} / HTTP/1.1\r\n\r\n`,
  `GET / HTTP/1.1\r\n${canary}\r\n\r\n`,
  requestOf(`GET /${canary}?${canary}=${canary}`, `user-agent: ${canary}\r\ncookie: ${canary}\r\n`),
  requestOf(`GET /%zz${canary}`),
  requestOf('GET /metrics', `authorization: Bearer ${canary}\r\n`),
  requestOf('GET /metrics', `authorization: Bearer ${canary}.${canary}.${canary}\r\n`),
  requestOf('GET /metrics', `x-api-key: ${canary}\r\nx-request-id: ${canary} \u00e4\r\n`),
  requestOf(`GET /v2/models/${canary}/versions/${canary}`, keyHeader),
  requestOf(`GET /?model=${canary}`, `${keyHeader}accept: text/html\r\n`),
  requestOf(`POST /v2/repository/models/${canary}/load`, json, `{"parameters":{"config":"${canary}"}}`),
  requestOf('POST /v2/models/tiny/infer', json, `{${canary}`),
  requestOf('POST /v2/models/tiny/infer', json, JSON.stringify({ id: canary, inputs: [tensor] })),
  requestOf('POST /v2/models/tiny/infer', `${json}content-encoding: ${canary}\r\n`, canary),
  requestOf('POST /v1/models/tiny:predict', json, JSON.stringify({ instances: [{ [canary]: canary }] })),
  requestOf('POST /v1/feedback', json, JSON.stringify({ labels: canary, [canary]: 1 })),
  requestOf('POST /invocations', `${keyHeader}content-type: text/csv; ${canary}\r\n`, `${canary}\n${canary}`),
];

/** Bytes are logged as a list of numbers. */
function tellsSecrets(line: string): boolean {
  return [canary, key, [...Buffer.from(canary)].join()].some((text) => line.includes(text));
}

describe('a server that is sent a canary', () => {
  it.each([
    'info',
    'trace',
  ] as const)('repeats it in no error and no line of the log at %s', async (level) => {
    const { server, logLines } = await startLocked(level);
    for (const bytes of hostileRequests) {
      const answer = await answerTo(server.address, bytes);
      expect([bytes, answer.slice(0, 12)]).toEqual([bytes, expect.stringMatching(/^HTTP\/1\.1 4\d\d$/)]);
      expect([bytes, answer.includes(canary), answer.includes(key)]).toEqual([bytes, false, false]);
    }
    expect(logLines.length).toBeGreaterThan(0);
    expect(logLines.filter(tellsSecrets)).toEqual([]);
  });

  it('does not over gRPC either', async () => {
    const { server, logLines } = await startLocked('trace');
    const infer = { model_name: 'tiny', id: canary, inputs: [{ ...tensor, data: undefined }] };
    const calls = [
      ['ModelInfer', { 'x-api-key': canary }, infer],
      ['ModelInfer', { authorization: `Bearer ${canary}` }, infer],
      ['ModelInfer', { 'x-api-key': key, [canary.toLowerCase()]: canary }, infer],
      ['ModelReady', { 'x-api-key': key }, { name: canary, version: canary }],
      ['RepositoryModelLoad', { 'x-api-key': key }, { model_name: canary }],
    ] as const;
    for (const [method, headers, message] of calls) {
      const error = await grpcClient(server, { headers })
        .call(method, message)
        .then(() => 'answered', String);
      expect([method, error]).toEqual([method, expect.not.stringContaining(canary)]);
    }
    expect(logLines.filter(tellsSecrets)).toEqual([]);
  });
});
