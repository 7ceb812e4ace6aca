/** For tests: what a call throws, so that its code and its message can be looked at. */

import { WaymarkError } from '@waymark/contracts';

export function errorOf(call: () => unknown): WaymarkError {
  try {
    call();
  } catch (error) {
    if (error instanceof WaymarkError) return error;
    throw error;
  }
  throw new TypeError('the call must throw a WaymarkError; it returned');
}
