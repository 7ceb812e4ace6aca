/**
 * A page in a real browser: Chromium, driven over the DevTools protocol (chromedevtools.github.io/devtools-protocol) by
 * Node's own WebSocket. Only what the tests of the page need.
 */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { deferred } from '../deferred.js';
import { temporaryFolder } from './temporary-folder.js';

export interface BrowserPage {
  /** The value of an expression in the page, of a promise what it resolves to. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses a key that types `text`. */
  press(key: string, text?: string): Promise<void>;
  /** Uncaught errors, and what the browser logged as an error: refused by the page's policy, not found. */
  readonly problems: readonly string[];
}

/** Why there can be no browser here; undefined when there can. */
export function browserMissing(chromium: string | undefined): string | undefined {
  if (chromium === undefined) return 'needs WAYMARK_TEST_CHROMIUM, the path of a Chromium';
  return 'WebSocket' in globalThis ? undefined : 'needs Node 22 or later, for its WebSocket';
}

/** Opens the URL in a browser that ends with the test. */
export async function openBrowserPage(chromium: string, url: string): Promise<BrowserPage> {
  const debuggerUrl = await startChromium(chromium);
  const target = await fetch(new URL('/json/new', debuggerUrl), { method: 'PUT' });
  // What Chromium answers for a new target.
  const { webSocketDebuggerUrl } = (await target.json()) as { webSocketDebuggerUrl: string };
  const connection = new DevToolsConnection(webSocketDebuggerUrl);
  for (const domain of ['Page', 'Runtime', 'Log']) await connection.send(`${domain}.enable`);
  await connection.send('Page.navigate', { url });
  await connection.loaded.promise;
  return connection;
}

async function startChromium(chromium: string): Promise<string> {
  const profile = await temporaryFolder();
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--remote-debugging-port=0',
  ];
  const browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  onTestFinished(async () => {
    browser.kill();
    await ended;
  });
  for await (const line of createInterface(browser.stderr)) {
    const [, address] = /DevTools listening on ws:\/\/([^/]+)\//.exec(line) ?? [];
    if (address !== undefined) return `http://${address}`;
  }
  throw new Error('Chromium must say where its DevTools listen, and ended without');
}

interface DevToolsMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly entry?: { readonly level: string; readonly text: string } };
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
}

class DevToolsConnection implements BrowserPage {
  readonly problems: string[] = [];
  /** Resolves when the first page is there, its scripts included. */
  readonly loaded = deferred<void>();
  readonly #socket: WebSocket;
  readonly #opened: Promise<unknown>;
  readonly #waiting = new Map<number, (message: DevToolsMessage) => void>();
  #lastId = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#opened = new Promise((resolve) => this.#socket.addEventListener('open', resolve));
    this.#socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.send('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    });
    const { exceptionDetails } = result ?? {};
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
    return result?.result?.value;
  }

  async press(key: string, text?: string): Promise<void> {
    const event = { key, code: key, ...(text === undefined ? {} : { text }) };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async send(method: string, params: object = {}): Promise<DevToolsMessage> {
    await this.#opened;
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<DevToolsMessage>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const message = await answered;
    if (message.error) throw new Error(`${method}: ${message.error.message}`);
    return message;
  }

  #receive(message: DevToolsMessage): void {
    const { id, method, params } = message;
    if (id !== undefined) this.#waiting.get(id)?.(message);
    if (method === 'Page.loadEventFired') this.loaded.resolve();
    if (method === 'Runtime.exceptionThrown') this.problems.push(JSON.stringify(params));
    if (method === 'Log.entryAdded' && params?.entry?.level === 'error')
      this.problems.push(params.entry.text);
  }
}
