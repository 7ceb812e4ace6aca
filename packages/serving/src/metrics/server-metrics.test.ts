import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { get, post } from '../testing/http-client.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const promtool = process.env.WAYMARK_TEST_PROMTOOL;

async function scrape(server: { readonly address: string }, accept: string) {
  const response = await fetch(`${server.address}/metrics`, { headers: { accept } });
  return { type: response.headers.get('content-type'), text: await response.text() };
}

describe('ServerMetrics', () => {
  it('answers in the format that is asked for', async () => {
    const { server } = await startServer();
    await post(server, infer, openInferenceRequest(tinyRows));
    const text = await scrape(server, '*/*');
    expect(text.type).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text.text).toContain('waymark_batch_rows_bucket{le="4"} 1\n');
    const open = await scrape(server, 'application/openmetrics-text;version=1.0.0');
    expect(open.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(open.text).toContain('waymark_batch_rows_bucket{le="4.0"} 1\n');
    expect(open.text.endsWith('\n# EOF\n')).toBe(true);
    const protobuf =
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
    const native = await scrape(server, protobuf);
    expect(native.type).toBe(protobuf);
    expect(native.text).toContain('waymark_batch_rows');
  });

  it('tells the statistics of what serves under the names of Triton where they are asked for', async () => {
    const { server } = await startServer({ server: { hasTritonMetrics: true } });
    await post(server, infer, openInferenceRequest(tinyRows));
    await post(server, infer, openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]));
    const { body } = await get(server, '/metrics');
    const labels = 'model="tiny",version="1"';
    for (const line of [
      `nv_inference_request_success{${labels}} 1`,
      `nv_inference_request_failure{${labels},reason="BACKEND"} 1`,
      `nv_inference_count{${labels}} 4`,
      `nv_inference_exec_count{${labels}} 1`,
      `nv_inference_pending_request_count{${labels}} 0`,
      `waymark_requests_failed_total{${labels},reason="inference_failed"} 1`,
    ])
      expect(body).toContain(`${line}\n`);
    const parts = ['queue', 'compute_input', 'compute_infer', 'compute_output'].map((part) =>
      microseconds(body, part),
    );
    const sum = parts.reduce((total, part) => total + part, 0);
    expect(parts.every((part) => part > 0)).toBe(true);
    // Each of the five numbers is rounded to a microsecond.
    expect(Math.abs(microseconds(body, 'request') - sum)).toBeLessThanOrEqual(3);
  });

  it('has no names of Triton unless they are asked for', async () => {
    const { server } = await startServer();
    expect((await get(server, '/metrics')).body).not.toContain('nv_inference');
  });

  it('counts what it sheds', async () => {
    const { server } = await startServer({ server: { limits: { maxQueueRows: 1, hardTimeoutMs: 500 } } });
    for (const pid of server.status().workers.pids) process.kill(pid, 'SIGSTOP');
    const oneRow = openInferenceRequest(tinyRows.slice(0, 1));
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(server, infer, oneRow)));
    const refused = answers.filter(({ status }) => status === 503).length;
    expect(refused).toBeGreaterThan(0);
    const { body } = await get(server, '/metrics');
    expect(body).toContain(`waymark_requests_shed_total{reason="queue_full"} ${refused}\n`);
  });
});

describe.skipIf(!promtool)('ServerMetrics and promtool (needs WAYMARK_TEST_PROMTOOL)', () => {
  it('tells nothing that promtool complains about', async () => {
    const { server } = await startServer();
    await post(server, infer, openInferenceRequest(tinyRows));
    const { text } = await scrape(server, 'text/plain');
    const checked = spawnSync(String(promtool), ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', '']);
  });
});

function microseconds(body: unknown, part: string): number {
  return Number(new RegExp(`^nv_inference_${part}_duration_us\\{.*\\} (\\d+)$`, 'm').exec(String(body))?.[1]);
}
