import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyLabels, tinyProbabilities, tinyRows } from '../testing/tiny-model.js';
import type { EngineKind } from './create-engine.js';

const infer = ({ server }: RunningServer) =>
  server.app.inject({
    method: 'POST',
    url: '/v2/models/tiny/infer',
    payload: openInferenceRequest(tinyRows),
  });

/** Whether a fresh process that imports a compiled file has onnxruntime in it. */
async function loadsOnnxruntime(file: string): Promise<boolean> {
  const { href } = new URL(`../../dist/${file}`, import.meta.url);
  const program = 'import(process.argv[1]).then(() => console.log(Object.keys(require.cache).join()))';
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program, href]);
  return stdout.includes('onnxruntime-node');
}

describe('createEngine', () => {
  it.each<[EngineKind, number]>([
    ['workers', 1],
    ['inline', 0],
    ['auto', 1],
  ])('answers the same with %s', async (engine, processes) => {
    const running = await startServer({ server: { engine } });
    const [label, probabilities] = (await infer(running)).json().outputs;
    expect(label.data).toEqual(tinyLabels[1]);
    for (const [row, yes] of tinyProbabilities[1].entries())
      expect(probabilities.data[2 * row + 1]).toBeCloseTo(yes, 6);
    expect(running.server.status().workers.pids).toHaveLength(processes);
  });

  it('says in the log what auto measured', async () => {
    const { logLines } = await startServer({ server: { engine: 'auto' } });
    const line = logLines.find((text) => text.includes('a model was measured'));
    const choice: unknown = JSON.parse(line ?? '{}');
    expect(choice).toMatchObject({ engine: expect.stringMatching(/^(inline|workers)$/) });
    expect(choice).toHaveProperty('rowMs', expect.any(Number));
  });

  it('leaves onnxruntime out of a server’s process until a model is loaded there', async () => {
    expect(await loadsOnnxruntime('index.js')).toBe(false);
    expect(await loadsOnnxruntime('engine/model-sessions.js')).toBe(true);
  });
});
