/**
 * Files whose content counts while the server runs. They are read again and again rather than watched: Kubernetes
 * replaces a secret by moving a link, editors replace files, network disks tell nothing, and all of them are small.
 * What cannot be read or used changes nothing and is told once.
 */

import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { securityFileInvalid } from './errors.js';

export interface FollowedFilesOptions<Value> {
  /** Read together, as a certificate and its key are. */
  readonly paths: readonly string[];
  /** Makes the value of the texts; throws when they are not what they must be. */
  readonly parse: (...texts: string[]) => Value;
  readonly pollIntervalMs: number;
}

export interface FileObserver<Value> {
  readonly changed: (value: Value) => void;
  /** The value from before stays. */
  readonly refused: (error: Error) => void;
}

export class FollowedFiles<Value> {
  readonly #options: FollowedFilesOptions<Value>;
  readonly #ended = new AbortController();
  #value: Value;
  /** The texts that were looked at last, or why they could not be read. */
  #seen: string;

  /** @throws `SECURITY_FILE_INVALID`. */
  static async open<Value>(options: FollowedFilesOptions<Value>): Promise<FollowedFiles<Value>> {
    try {
      const texts = await readTexts(options.paths);
      return new FollowedFiles(options, { value: options.parse(...texts), seen: JSON.stringify(texts) });
    } catch (error) {
      throw securityFileInvalid(options.paths, asError(error));
    }
  }

  private constructor(
    options: FollowedFilesOptions<Value>,
    { value, seen }: { readonly value: Value; readonly seen: string },
  ) {
    this.#options = options;
    this.#value = value;
    this.#seen = seen;
  }

  /** Of the last texts that could be used. */
  get value(): Value {
    return this.#value;
  }

  /** Until `close`. */
  follow(observer: FileObserver<Value>): void {
    this.#poll(observer).catch(() => {});
  }

  close(): void {
    this.#ended.abort();
  }

  /** Rejects when it is closed. */
  async #poll(observer: FileObserver<Value>): Promise<never> {
    for (;;) {
      await delay(this.#options.pollIntervalMs, undefined, { ref: false, signal: this.#ended.signal });
      await this.#look(observer);
    }
  }

  async #look({ changed, refused }: FileObserver<Value>): Promise<void> {
    const { paths, parse } = this.#options;
    const texts = await readTexts(paths).catch(asError);
    const seen = texts instanceof Error ? texts.message : JSON.stringify(texts);
    if (seen === this.#seen) return;
    this.#seen = seen;
    try {
      if (texts instanceof Error) throw texts;
      this.#value = parse(...texts);
      changed(this.#value);
    } catch (error) {
      refused(securityFileInvalid(paths, asError(error)));
    }
  }
}

function readTexts(paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
