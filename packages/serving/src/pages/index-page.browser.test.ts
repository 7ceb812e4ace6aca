import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { browserMissing, openBrowserPage } from '../testing/browser-page.js';
import { hostileBundle, hostileText } from '../testing/hostile-bundle.js';
import { startServer } from '../testing/running-server.js';

const chromium = process.env.WAYMARK_TEST_CHROMIUM;
const missing = browserMissing(chromium);
const unlessMissing = missing === undefined ? '' : ` (${missing})`;

/** Resolves with the text of the element once it has one that is no dash. */
const textOf = (selector: string) => `new Promise((done) => {
  const look = () => {
    const text = document.querySelector(${JSON.stringify(selector)}).textContent;
    if (text !== '' && text !== '–') { observer.disconnect(); done(text); }
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})`;

const setField = (column: string, value: string) => `{
  const field = document.querySelector('[data-column=${column}]');
  field.value = ${JSON.stringify(value)};
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}`;

describe.skipIf(missing !== undefined)(`the page in Chromium${unlessMissing}`, () => {
  it('predicts what is filled in, and breaks no rule of its own policy', async () => {
    const { server } = await startServer();
    const page = await openBrowserPage(chromium ?? '', server.address);
    await page.evaluate(setField('age', '60'));
    await page.evaluate(setField('city', 'Rome'));
    await page.evaluate(`document.querySelector('[data-unknown-for]').click()`);
    expect(await page.evaluate(`document.querySelector('[data-column=income]').disabled`)).toBe(true);
    await page.evaluate(`document.querySelector('[data-column=age]').focus()`);
    await page.press('Enter', '\r');
    expect(await page.evaluate(textOf('#prediction-id'))).toMatch(/^[0-9a-f]{12}-0$/);
    expect(await page.evaluate(textOf('#label'))).toBe('no');
    expect(await page.evaluate(`document.querySelector('[data-class=no]').value`)).toBeCloseTo(0.7109, 4);
    expect(await page.evaluate(textOf('#command'))).toBe(
      `curl -s '${server.address}/v1/models/tiny:predict' -H 'Content-Type: application/json' -d '{"instances":[{"age":60,"income":null,"city":"Rome"}]}'`,
    );
    expect(await page.evaluate(textOf('[data-metric=predictions]'))).toMatch(/^[01]$/);
    expect(page.problems).toEqual([]);
  });

  it('shows the errors of the server as they are', async () => {
    const { server } = await startServer();
    const page = await openBrowserPage(chromium ?? '', server.address);
    await page.evaluate(setField('age', '1.5'));
    await page.evaluate(`document.querySelector('form').requestSubmit()`);
    expect(await page.evaluate(textOf('#error'))).toBe(
      'row 0, column age: must be a whole number, got a number with a fraction (HTTP 400)',
    );
    expect(await page.evaluate(`document.querySelector('#answer').hidden`)).toBe(true);
  });

  it('treats texts of the schema as text, in the page and in the shell', async () => {
    const { server } = await startServer({ bundles: [await hostileBundle()] });
    const page = await openBrowserPage(chromium ?? '', server.address);
    await page.evaluate(setField('city', hostileText));
    await page.evaluate(`document.querySelector('form').requestSubmit()`);
    expect(await page.evaluate(textOf('#label'))).toBe('yes');
    const command = await page.evaluate(textOf('#command'));
    const { stdout } = await promisify(execFile)('sh', ['-c', `curl() { printf '%s\\n' "$6"; }; ${command}`]);
    expect(JSON.parse(stdout)).toEqual({ instances: [{ age: 30, income: 80.5, city: hostileText }] });
    expect(await page.evaluate('globalThis.isHacked')).toBeUndefined();
    expect(page.problems).toEqual([]);
  });
});
