/** Values that JSON can hold and that no column, name, shape or size should be. */

import { canary } from './fuzz-request.js';
import type { Random } from './random.js';

const numbers = [
  ...[0, -0, -1, 1.5, 150, 151, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 63, 2 ** 64],
  ...[5e-324, 1e-7, 1e21, 1.7976931348623157e308, -1.7976931348623157e308],
] as const;

const texts = [
  ...[
    '',
    ' ',
    '\0',
    '\u2028',
    '\ufeff',
    '\ud800',
    'null',
    'NaN',
    '1',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    '🏳️‍🌈',
    'e\u0301',
    '\u202e',
    '../../etc/passwd',
    '<script>',
    `'; DROP TABLE x; --`,
    '{{7*7}}',
    '%00',
    'a'.repeat(70),
  ],
] as const;

/** Names that mean something to some part of the server, beside those that mean something to JavaScript. */
const keys = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', ''],
  ...[
    'age',
    'income',
    'city',
    'inputs',
    'instances',
    'outputs',
    'parameters',
    'data',
    'shape',
    'datatype',
    'id',
  ],
  ...[
    'binary_data_size',
    'binary_data',
    'binary_data_output',
    'classification',
    'timeout',
    'params',
    'columns',
  ],
] as const;

export function hostileValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 2 ? 5 : 8);
  if (kind === 0) return hostileNumber(random);
  if (kind === 1) return hostileText(random);
  if (kind === 2) return random.pick([null, true, false]);
  if (kind === 3) return (random.next() - 0.5) * 10 ** random.below(300);
  if (kind === 4) return random.pick([[], {}]);
  if (kind === 5) return Array.from({ length: random.below(4) }, () => hostileValue(random, depth + 1));
  if (kind === 6) return Array.from({ length: random.pick([100, 5_000]) }, () => random.below(9));
  return Object.fromEntries([0, 1].map(() => [hostileKey(random), hostileValue(random, depth + 1)]));
}

export function hostileNumber(random: Random): number {
  return random.pick(numbers);
}

export function hostileText(random: Random): string {
  return random.isLuckyIn(2) ? `${canary}${random.pick(texts)}` : random.pick(texts);
}

export function hostileKey(random: Random): string {
  return random.isLuckyIn(4) ? `${canary}${random.below(9)}` : random.pick(keys);
}
