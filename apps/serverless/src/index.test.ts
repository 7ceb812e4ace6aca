import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Bundle, openBundle } from '@waymark/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
/** onnxruntime on another machine may round the last bits of a float32 otherwise. */
const tolerance = 1e-6;

let folder = '';
let bundle: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-serverless-'));
  const words = ['run', 'churn', '--out', folder, '--home', join(folder, 'home')];
  await run(process.execPath, [pathOf('../../cli/bin/waymark.js'), ...words]);
  bundle = await openBundle(join(folder, 'artifacts/bundle'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A cold start: a process that imports the function as it is deployed, and calls it once. */
const coldStart = `
  const { [process.env.CALLED]: called } = await import(process.env.FUNCTION);
  const answered = (body) => process.stdout.write(JSON.stringify(body));
  const reply = { status: () => reply, setHeader() {}, end: (body) => answered({ body: body.toString() }) };
  const event = JSON.parse(process.env.EVENT);
  if (event.originalUrl) event.rawBody = Buffer.from(event.body);
  const answer = await called(event, reply);
  if (answer) answered(answer);
`;

async function call(called: 'lambda' | 'cloudFunction', event: object, bundleFolder = bundle.folder) {
  const env = {
    ...{ CALLED: called, FUNCTION: pathOf('../dist/index.js'), EVENT: JSON.stringify(event) },
    ...{ WAYMARK_BUNDLE: bundleFolder, HOME: folder },
  };
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', coldStart], { env });
  return JSON.parse(JSON.parse(stdout).body);
}

function expectGolden(predictions: readonly { label: string; probabilities: Record<string, number> }[]) {
  const { expected } = bundle.golden;
  expect(predictions.map(({ label }) => label)).toEqual(expected.label);
  for (const [row, { probabilities }] of predictions.entries())
    for (const [i, name] of bundle.manifest.classes.entries()) {
      const difference = Math.abs(
        (probabilities[name] ?? Number.NaN) - (expected.probabilities[row]?.[i] ?? 0),
      );
      expect(difference).toBeLessThanOrEqual(tolerance);
    }
}

const headers = { 'content-type': 'application/json' };
const goldenRequest = () => JSON.stringify({ instances: bundle.golden.rows });

describe('lambda', () => {
  it('gives the golden rows’ outputs in a process that has just begun', async () => {
    const { predictions, model_version } = await call('lambda', {
      ...{ version: '2.0', rawPath: '/v1/models/churn:predict', rawQueryString: '', headers },
      ...{ body: goldenRequest(), isBase64Encoded: false },
      requestContext: { stage: '$default', http: { method: 'POST', sourceIp: '192.0.2.1' } },
    });
    expect(model_version).toBe('1');
    expectGolden(predictions);
  });

  it('says what is wrong with the bundle', async () => {
    const event = { requestContext: { http: { method: 'GET', sourceIp: '192.0.2.1' } } };
    await expect(call('lambda', event, join(folder, 'nothing'))).rejects.toThrow(/BUNDLE_MISSING/);
  });
});

describe('cloudFunction', () => {
  it('gives the golden rows’ outputs in a process that has just begun', async () => {
    const request = { method: 'POST', originalUrl: '/v1/models/churn:predict', headers };
    const { predictions } = await call('cloudFunction', { ...request, body: goldenRequest() });
    expectGolden(predictions);
  });
});
