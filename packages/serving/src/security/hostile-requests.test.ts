import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';

const scoringPaths = ['/v2/models/tiny/infer', '/v1/models/tiny:predict', '/invocations', '/score'];
const otherPaths = ['/v1/feedback', '/v2/repository/index', '/v2/repository/models/tiny/load', '/models'];
const controls = {
  modelControl: 'explicit',
  clouds: { azureMl: true, sageMakerMultiModel: true },
} as const;

/** Lists or objects in each other. */
function nested(depth: number, [open, close]: readonly [string, string]): string {
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

/** What nests, in each place that a protocol knows. */
function bodiesWith(value: string): readonly string[] {
  const [age, ...others] = openInferenceRequest(tinyRows.slice(0, 1)).inputs;
  const inputs = (parts: object) => JSON.stringify([{ ...age, ...parts }, ...others]);
  const texts = [
    '"HERE"',
    '{"id": "HERE", "parameters": "HERE", "inputs": "HERE", "outputs": "HERE"}',
    `{"inputs": ${inputs({ data: 'HERE', shape: [1, 1] })}, "outputs": [{"name": "HERE", "parameters": "HERE"}]}`,
    `{"inputs": ${inputs({ data: ['HERE'] })}, "parameters": {"timeout": "HERE"}}`,
    `{"inputs": ${inputs({ name: 'HERE', shape: 'HERE', datatype: 'HERE', parameters: 'HERE' })}}`,
    '{"instances": "HERE"}',
    '{"instances": [{"age": "HERE", "income": "HERE", "city": "HERE"}], "signature_name": "HERE"}',
    '{"dataframe_split": {"columns": "HERE", "data": "HERE"}}',
    '{"dataframe_records": "HERE", "params": "HERE"}',
    '{"input_data": "HERE"}',
    '{"labels": "HERE", "model_name": "HERE", "url": "HERE"}',
  ];
  return texts.map((text) => text.replaceAll('"HERE"', value));
}

describe('a server that gets hostile requests', () => {
  it('answers 400 to JSON that is nested 10,000 deep, wherever it is', async () => {
    const { server } = await startServer({ server: controls });
    const values = [nested(10_000, ['[', ']']), nested(10_000, ['{"a":', '}'])];
    for (const path of scoringPaths)
      for (const body of values.flatMap(bodiesWith))
        expect([path, body.slice(0, 60), (await ask(server, path, { body })).status]).toEqual([
          path,
          body.slice(0, 60),
          400,
        ]);
    for (const path of otherPaths)
      for (const body of values.flatMap(bodiesWith))
        expect((await ask(server, path, { body })).status).toBeLessThan(500);
    expect((await ask(server, scoringPaths[0] ?? '', { body: openInferenceRequest(tinyRows) })).status).toBe(
      200,
    );
  });

  it('answers 400 to as many brackets as a body may have bytes', async () => {
    const { server } = await startServer({ server: controls });
    const body = nested(2 * 2 ** 20 - 1, ['[', ']']);
    expect((await ask(server, '/v2/models/tiny/infer', { body })).status).toBe(400);
    expect((await ask(server, '/v2/health/live')).status).toBe(200);
  });

  it('refuses keys that would reach a prototype', async () => {
    const { server } = await startServer({ server: controls });
    for (const path of [...scoringPaths, '/v1/feedback'])
      for (const body of ['{"__proto__": {"a": 1}}', '{"x": {"constructor": {"prototype": {"a": 1}}}}'])
        expect([path, (await ask(server, path, { body })).status]).toEqual([path, 400]);
  });

  it('refuses headers of more than 16 KiB with 431', async () => {
    const { server } = await startServer();
    expect(await statusWith(server.address, { 'x-long': 'a'.repeat(17 * 1024) })).toBe(431);
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`x-${i}`, 'aaaaaaaa']));
    expect(await statusWith(server.address, many)).toBe(431);
  });
});

/** Of `node:http`: `fetch` refuses some headers itself. */
function statusWith(address: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${address}/v2/health/live`, { headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}
