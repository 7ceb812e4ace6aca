/** Collects what is wrong with a request, so that one answer tells all of it, and not more than a person reads. */

import { requestInvalid } from '../http/errors.js';

const mostTold = 20;

export class Problems {
  readonly #told: string[] = [];
  #count = 0;

  get areEmpty(): boolean {
    return this.#count === 0;
  }

  add(problem: string): void {
    this.#count += 1;
    if (this.#told.length < mostTold) this.#told.push(problem);
  }

  /** @throws `REQUEST_INVALID` when there are any. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const rest = this.#count - this.#told.length;
    throw requestInvalid(rest > 0 ? [...this.#told, `and ${rest} more`] : this.#told);
  }
}

/** What a value is, without repeating it: a message must not hold a person's data. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean') return 'a boolean';
  if (!Number.isFinite(value)) return 'a number that is not finite';
  return Number.isInteger(value) ? 'a whole number' : 'a number with a fraction';
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Narrows to a JSON object; lists are none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
