/** Changes to the JSON of a request as a value: types, structure, names and sizes. */

import { hostileKey, hostileNumber, hostileText, hostileValue } from './hostile-values.js';
import type { Random } from './random.js';

/** Changes one place of the value, any of them; the value itself is left as it was. */
export function mutateJson(
  value: unknown,
  random: Random,
): { readonly json: unknown; readonly change: string } {
  const places = countPlaces(value);
  const target = random.below(places);
  const [change, mutate] = random.pick(mutations);
  let place = 0;
  const walk = (node: unknown): unknown => {
    const isTarget = place === target;
    place += 1;
    const copy = Array.isArray(node)
      ? node.map(walk)
      : isObject(node)
        ? Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]))
        : node;
    return isTarget ? mutate(copy, random) : copy;
  };
  return { json: walk(value), change };
}

type Mutation = (node: unknown, random: Random) => unknown;

const mutations = [
  ['another value', (_, random) => hostileValue(random)],
  ['hostile text', (_, random) => hostileText(random)],
  ['a number at an edge', (_, random) => hostileNumber(random)],
  ['left out', () => undefined],
  ['in a list', (node) => [node]],
  ['deep in lists', (node) => nested(node, 200)],
  ['as text', (node) => JSON.stringify(node) ?? ''],
  ['as an object of its entries', (node) => (isObject(node) ? { ...Object.entries(node) } : { 0: node })],
  ['a member more', withMember],
  ['a member renamed', withRenamed],
  ['a member missing', withoutMember],
  ['a member twice', withRepeated],
  ['a member very often', withManyTimes],
  ['another order', (node, random) => (Array.isArray(node) ? random.shuffled(node) : node)],
] as const satisfies readonly (readonly [string, Mutation])[];

function withMember(node: unknown, random: Random): unknown {
  if (Array.isArray(node)) return [...node, hostileValue(random)];
  if (!isObject(node)) return { [hostileKey(random)]: node };
  // Not by assignment: `__proto__` must become a member, and be sent.
  return Object.fromEntries([...Object.entries(node), [hostileKey(random), hostileValue(random)]]);
}

function withRenamed(node: unknown, random: Random): unknown {
  if (!isObject(node)) return hostileValue(random);
  const entries = Object.entries(node);
  const renamed = random.below(entries.length);
  return Object.fromEntries(
    entries.map(([key, child], i) => [i === renamed ? hostileKey(random) : key, child]),
  );
}

function withoutMember(node: unknown, random: Random): unknown {
  if (Array.isArray(node)) return node.slice(1);
  if (!isObject(node)) return undefined;
  const entries = Object.entries(node);
  const missing = random.below(entries.length);
  return Object.fromEntries(entries.filter((_, i) => i !== missing));
}

function withRepeated(node: unknown, random: Random): unknown {
  if (!Array.isArray(node)) return [node, node];
  return [...node, node[random.below(node.length)]];
}

/** More than any limit on rows. */
function withManyTimes(node: unknown, random: Random): unknown {
  const [first] = Array.isArray(node) ? node : [node];
  return Array.from({ length: random.pick([300, 4_096, 4_097]) }, () => first);
}

function nested(node: unknown, depth: number): unknown {
  let value = node;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

function countPlaces(node: unknown): number {
  const children = Array.isArray(node) ? node : isObject(node) ? Object.values(node) : [];
  return children.reduce((sum: number, child: unknown) => sum + countPlaces(child), 1);
}

function isObject(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
