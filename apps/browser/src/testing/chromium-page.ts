/**
 * A page in Chromium, driven over the DevTools protocol (chromedevtools.github.io/devtools-protocol) by a pipe: messages
 * are JSON with a zero byte after each. Only what the tests of the page need.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export interface ChromiumPage {
  /** The value of an expression in the page, of a promise what it resolves to. */
  evaluate(expression: string): Promise<unknown>;
  /** A PNG of what is to be seen. */
  screenshot(): Promise<Buffer>;
  /** Uncaught errors, and what the browser logged as an error: refused by the page's policy, not found. */
  readonly problems: readonly string[];
}

/** Opens the URL in a browser of 1280 × 800 that ends with the test. */
export async function openChromium(chromium: string, url: string): Promise<ChromiumPage> {
  const profile = await mkdtemp(join(tmpdir(), 'waymark-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe'];
  const browser = spawn(chromium, [...flags, '--window-size=1280,800', `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  onTestFinished(async () => {
    browser.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  // Safe: a descriptor of 'pipe' is a socket, open in both directions.
  const [input, output] = [browser.stdio[3], browser.stdio[4]] as [Duplex, Duplex];
  const connection = new DevToolsConnection(input, output);
  await connection.open(url);
  return connection;
}

/** The parts of answers and events that are read here. */
interface DevToolsMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly entry?: { readonly level: string; readonly text: string } };
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly targetId?: string;
    readonly sessionId?: string;
    readonly data?: string;
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
}

class DevToolsConnection implements ChromiumPage {
  readonly problems: string[] = [];
  readonly #input: Duplex;
  readonly #waiting = new Map<number, (message: DevToolsMessage) => void>();
  /** Called when the page is there, its scripts included. */
  #onLoaded = () => {};
  #sessionId: string | undefined;
  #received = '';
  #lastId = 0;

  constructor(input: Duplex, output: Duplex) {
    this.#input = input;
    output.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
  }

  async open(url: string): Promise<void> {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = sessionId;
    for (const domain of ['Page', 'Runtime', 'Log']) await this.#send(`${domain}.enable`);
    const metrics = { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false };
    await this.#send('Emulation.setDeviceMetricsOverride', metrics);
    const loaded = new Promise<void>((resolve) => {
      this.#onLoaded = resolve;
    });
    await this.#send('Page.navigate', { url });
    await loaded;
  }

  async evaluate(expression: string): Promise<unknown> {
    const asked = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
    return result?.value;
  }

  async screenshot(): Promise<Buffer> {
    const { data = '' } = await this.#send('Page.captureScreenshot');
    return Buffer.from(data, 'base64');
  }

  async #send(method: string, params: object = {}): Promise<NonNullable<DevToolsMessage['result']>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<DevToolsMessage>((resolve) => this.#waiting.set(id, resolve));
    const session = this.#sessionId === undefined ? {} : { sessionId: this.#sessionId };
    this.#input.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    const { error, result = {} } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #receive(text: string): void {
    const messages = (this.#received + text).split('\0');
    this.#received = messages.pop() ?? '';
    for (const message of messages) this.#take(JSON.parse(message));
  }

  #take({ id, method, params, ...answer }: DevToolsMessage): void {
    if (id !== undefined) this.#waiting.get(id)?.(answer);
    if (method === 'Page.loadEventFired') this.#onLoaded();
    if (method === 'Runtime.exceptionThrown') this.problems.push(JSON.stringify(params));
    if (method === 'Log.entryAdded' && params?.entry?.level === 'error')
      this.problems.push(params.entry.text);
  }
}
