import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { get } from '../testing/http-client.js';
import { startServer } from '../testing/running-server.js';

const document = new URL('../../../../docs/observability.md', import.meta.url);
/** What prom-client tells is its own, and documented there. */
const ofProcess = /^(process|nodejs)_/;

describe('docs/observability.md', () => {
  it('lists the metrics that /metrics tells, with their types, and no others', async () => {
    const { server } = await startServer({ server: { hasTritonMetrics: true } });
    const text = String((await get(server, '/metrics')).body);
    const told = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].filter(
      ([, name = '']) => !ofProcess.test(name),
    );
    const documented = await readFile(document, 'utf8');
    const listed = [...documented.matchAll(/^\| `(waymark_\w+)` \| (\w+) \|/gm)];
    const namesAndTypes = (matches: readonly RegExpExecArray[]) =>
      matches.map(([, name, type]) => `${name} ${type}`).sort();
    expect(namesAndTypes(listed)).toEqual(
      namesAndTypes(told.filter(([, name = '']) => name.startsWith('waymark_'))),
    );
    const ofTriton = new Set(documented.match(/\bnv_\w+/g));
    expect([...ofTriton].sort()).toEqual(
      told.flatMap(([, name = '']) => (name.startsWith('nv_') ? [name] : [])).sort(),
    );
  });
});
