import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Bundle, openBundle } from '@waymark/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChromiumPage, openChromium } from './testing/chromium-page.js';
import { serveFolder } from './testing/static-server.js';
import { writeBrowserSite } from './write-browser-site.js';

const chromium = process.env.WAYMARK_TEST_CHROMIUM;
const unlessMissing = chromium === undefined ? ' (needs WAYMARK_TEST_CHROMIUM, the path of a Chromium)' : '';
const launcher = fileURLToPath(new URL('../../cli/bin/waymark.js', import.meta.url));

let folder = '';
let site = '';
let bundle: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-browser-'));
  site = join(folder, 'site');
  await waymark('run', 'churn', '--out', folder);
  bundle = await openBundle(join(folder, 'artifacts/bundle'));
  await waymark('browser', 'churn', '--out', site);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function waymark(...words: readonly string[]) {
  const home = ['--home', join(folder, 'home')];
  return promisify(execFile)(process.execPath, [launcher, ...words, ...home]);
}

/** Resolves with the element's text once it matches. */
const textOf = (selector: string, pattern: RegExp) => `new Promise((done) => {
  const look = () => {
    const { textContent } = document.querySelector(${JSON.stringify(selector)});
    if (${pattern}.test(textContent)) { observer.disconnect(); done(textContent); }
  };
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true });
  look();
})`;

/** Fills the form with a row and predicts. */
const predict = (row: object) => `{
  const form = document.querySelector('form');
  for (const [column, value] of Object.entries(${JSON.stringify(row)})) {
    const field = form.querySelector(\`[data-column="\${column}"]\`);
    const box = form.querySelector(\`[data-unknown-for="\${field.id}"]\`);
    if (box) box.checked = value === null;
    if (field.tagName === 'SELECT' && ![...field.options].some((option) => option.value === value))
      field.add(new Option(value, value));
    field.value = value ?? '';
  }
  form.dispatchEvent(new Event('input'));
  form.requestSubmit();
}`;

const state = (page: ChromiumPage) => page.evaluate(textOf('#state-text', /golden/));

describe.skipIf(chromium === undefined)(`the page in Chromium${unlessMissing}`, () => {
  it('gives the golden rows’ outputs, and answers the form', async () => {
    const page = await openChromium(chromium ?? '', await serveFolder(site));
    const text = String(await state(page));
    const [, rows, difference] =
      /^Its (\d+) golden rows .* the largest difference is (\S+)\.$/.exec(text) ?? [];
    expect(Number(rows)).toBe(bundle.golden.rows.length);
    expect(Number(difference)).toBeLessThanOrEqual(1e-6);
    await page.evaluate(predict(bundle.golden.rows[0] ?? {}));
    expect(await page.evaluate(textOf('#elapsed', /ms/))).toMatch(/^\d+\.\d ms$/);
    expect(await page.evaluate(`document.querySelector('#label').textContent`)).toBe(
      bundle.golden.expected.label[0],
    );
    const [name = ''] = bundle.manifest.classes;
    const probability = await page.evaluate(`document.querySelector('meter[data-class="${name}"]').value`);
    expect(probability).toBeCloseTo(bundle.golden.expected.probabilities[0]?.[0] ?? Number.NaN, 6);
    await page.evaluate(predict({ tenure: 1.5 }));
    const error = await page.evaluate(textOf('#error', /./));
    expect(error).toBe('column tenure: must be a whole number');
    expect(page.problems).toEqual([]);
  });

  it('asks nobody but the server that it came from', async () => {
    const address = await serveFolder(site);
    const page = await openChromium(chromium ?? '', address);
    await state(page);
    const asked = await page.evaluate(`performance.getEntriesByType('resource').map(({ name }) => name)`);
    expect(asked).toContain(`${address}ort-wasm-simd-threaded.wasm`);
    expect([asked].flat().filter((name) => !String(name).startsWith(address))).toEqual([]);
    const elsewhere = `fetch('http://localhost:1/').then(() => 'sent', () => 'refused')`;
    expect(await page.evaluate(elsewhere)).toBe('refused');
    expect(page.problems.join()).toMatch(/Content Security Policy/);
  });

  it('refuses a model that gives other outputs than in training', async () => {
    const other = join(folder, 'other');
    await cp(site, other, { recursive: true });
    const { golden } = bundle;
    const expected = { ...golden.expected, label: golden.expected.label.map(() => 'Perhaps') };
    await writeFile(join(other, 'golden.json'), JSON.stringify({ ...golden, expected }));
    const page = await openChromium(chromium ?? '', await serveFolder(other));
    expect(await state(page)).toMatch(
      /^the golden rows must come out as in training: \d+ of \d+ labels differ/,
    );
    await page.evaluate(predict(golden.rows[0] ?? {}));
    expect(await page.evaluate(textOf('#error', /./))).toMatch(/labels differ/);
  });
});

describe('writeBrowserSite', () => {
  it('writes the bundle’s files as they are, and writes over an earlier page', async () => {
    const { files, model, manifestSha256 } = await writeBrowserSite(bundle.folder, site);
    expect(files.slice(0, 3)).toEqual(['manifest.json', 'model.onnx', 'golden.json']);
    expect({ model, manifestSha256 }).toEqual({ model: 'churn', manifestSha256: bundle.manifestSha256 });
    expect(await readFile(join(site, 'model.onnx'))).toEqual(
      await readFile(join(bundle.folder, 'model.onnx')),
    );
    expect(await readFile(join(site, 'index.html'), 'utf8')).toContain('<title>churn · Waymark</title>');
  });

  it('throws SITE_UNWRITABLE for a path that can be no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeBrowserSite(bundle.folder, join(folder, 'file/site'))).rejects.toMatchObject({
      code: 'SITE_UNWRITABLE',
    });
  });

  it('throws SITE_FOLDER_TAKEN for a folder with files of somebody else', async () => {
    const taken = join(folder, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'notes.txt'), '');
    await expect(writeBrowserSite(bundle.folder, taken)).rejects.toMatchObject({ code: 'SITE_FOLDER_TAKEN' });
  });
});
