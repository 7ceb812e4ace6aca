import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hostileBundle, hostileText } from '../testing/hostile-bundle.js';
import { get } from '../testing/http-client.js';
import { startServer, startWithoutWaiting } from '../testing/running-server.js';

type Address = { readonly address: string };

/** As a browser asks. */
async function open(server: Address, path = '/') {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const answer = await fetch(`${server.address}${path}`, { headers: { accept } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const contents = (page: string, tag: string) =>
  [...page.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text]) => text ?? '');

describe('pageRoutes', () => {
  it('answers a list to programs and a page to browsers, and tells caches so', async () => {
    const { server } = await startServer();
    const list = await get(server, '/');
    expect(list).toMatchObject({
      status: 200,
      body: { name: 'waymark', models: ['tiny'], paths: { openapi: 'GET /openapi.json' } },
    });
    const page = await open(server);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([list, page].map(({ headers }) => headers.get('vary'))).toEqual(['accept', 'accept']);
    expect(page.text).toContain('<title>tiny · Waymark</title>');
    expect(page.text).toContain('<span class="badge ready">ready</span> Version 1 takes traffic.');
    expect(page.text).toContain('yes when its probability is at least 0.500. Training data: four rows.');
  });

  it('allows the page its own scripts, its own style and this server, and nothing else', async () => {
    const { server } = await startServer();
    const { headers, text } = await open(server);
    const hash = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    const [scripts, style] = [contents(text, 'script'), contents(text, 'style')];
    expect([scripts.length, style.length]).toEqual([2, 1]);
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src ${scripts.map(hash).join(' ')}; style-src ${hash(style[0] ?? '')}; ` +
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    // Nothing that the policy would refuse, nothing from elsewhere.
    expect(text).not.toMatch(/ style=|<script[^>]* src=|https?:\/\/(?!www\.w3\.org)|^import /m);
  });

  it('shows the model that the query names, and links to the others', async () => {
    const { server } = await startWithoutWaiting({ server: { models: ['tiny', 'other'] } });
    await expect(server.ready()).rejects.toMatchObject({ code: 'CHAMPION_MISSING' });
    const { status, text } = await open(server, '/?model=other');
    expect(status).toBe(200);
    expect(text).toContain('<a href="?model=other" aria-current="page">other</a>');
    expect(text).toContain('<a href="?model=tiny">tiny</a>');
    expect(text).toContain('<span class="badge">not ready</span>');
    expect(text).not.toContain('<form');
    expect((await open(server)).text).toContain('<form data-path="v1/models/tiny:predict"');
  });

  it('answers 404 for a model that is not here', async () => {
    const { server } = await startServer();
    for (const query of ['?model=nosuch', '?model=', '?model=tiny&model=tiny'])
      expect((await open(server, `/${query}`)).status).toBe(404);
  });

  it('escapes what a hostile schema says', async () => {
    const { server } = await startServer({ bundles: [await hostileBundle()] });
    const { text } = await open(server);
    expect(text).not.toContain(hostileText);
    expect(contents(text, 'script')).toHaveLength(2);
    expect(text).toContain('<option value="&quot;&gt;&lt;script&gt;globalThis.isHacked=1&lt;/script&gt;');
  });
});
