import { createHash } from 'node:crypto';
import type { BundleContents } from '@waymark/registry';
import { describe, expect, it } from 'vitest';
import { hostileBundle, hostileText } from '../testing/hostile-bundle.js';
import { tinyBundle } from '../testing/tiny-model.js';
import { standalonePage } from './standalone-page.js';

const options = { script: './page.js', imports: { a: './a.js' }, links: ['model.onnx'] };

async function pageOf({ manifest, exampleRequest }: BundleContents) {
  const opened = { ...manifest, formatVersion: 1, files: {} };
  return standalonePage({ manifest: opened, manifestSha256: 'f'.repeat(64), exampleRequest }, options);
}

describe('standalonePage', () => {
  it('is the form of the model, with the scripts beside it', async () => {
    const { html, formModule } = await pageOf(await tinyBundle(1));
    expect(html).toContain('<title>tiny · Waymark</title>');
    expect(html).toContain('<label for="field-0">age</label>');
    expect(html).toContain('<meter id="probability-1" data-class="yes"');
    expect(html).toContain('<script type="module" src="./page.js"></script>');
    expect(html).toContain(
      '<a href="model.onnx">model.onnx</a> <span class="facts">bundle ffffffffffff</span>',
    );
    expect(formModule).toMatch(/^export function startPredictionForm/m);
    expect(formModule).not.toContain('sourceMappingURL');
  });

  it('lets the browser run the files beside it, and ask nobody else', async () => {
    const { html } = await pageOf(await tinyBundle(1));
    const [, importMap = ''] = /<script type="importmap">(.*?)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(importMap)).toEqual({ imports: { a: './a.js' } });
    const hash = createHash('sha256').update(importMap).digest('base64');
    expect(html).toContain(`script-src &#39;self&#39; &#39;wasm-unsafe-eval&#39; &#39;sha256-${hash}&#39;;`);
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html).toContain('connect-src &#39;self&#39;');
    expect(html).not.toMatch(/https?:/);
  });

  it('escapes what a hostile schema says', async () => {
    expect((await pageOf(await hostileBundle())).html).not.toContain(hostileText);
  });
});
