import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import { readAll } from './testing/log-records.js';
import { startServer } from './testing/running-server.js';
import { openInferenceRequest, promoteBundle, tinyBundle, tinyRows } from './testing/tiny-model.js';

type Running = Awaited<ReturnType<typeof startServer>>;

async function infer({ server }: Running) {
  const { body } = await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows));
  return body as { model_version: string; outputs: unknown; parameters: { prediction_ids: string } };
}

describe('a server that keeps answers', () => {
  it('gives the same outputs without a batch, under ids of their own, and logs them all', async () => {
    const running = await startServer({ server: { cacheBytes: 2 ** 20 } });
    const [first, second] = [await infer(running), await infer(running)];
    expect(second.outputs).toEqual(first.outputs);
    expect(second.parameters.prediction_ids).not.toBe(first.parameters.prediction_ids);
    const { body } = await get(running.server, '/v2/models/tiny/stats');
    expect(body).toMatchObject({
      model_stats: [
        {
          execution_count: 1,
          inference_stats: { success: { count: 2 }, cache_hit: { count: 1 }, cache_miss: { count: 1 } },
        },
      ],
    });
    await running.server.close();
    expect(await readAll(running.logFolder)).toHaveLength(2 * tinyRows.length);
  });

  it('asks a new version anew', async () => {
    const running = await startServer({ server: { cacheBytes: 2 ** 20 } });
    const first = await infer(running);
    await promoteBundle(running.registry, running.home, await tinyBundle(2));
    await expect.poll(async () => (await infer(running)).model_version).toBe('2');
    expect((await infer(running)).outputs).not.toEqual(first.outputs);
  });
});
