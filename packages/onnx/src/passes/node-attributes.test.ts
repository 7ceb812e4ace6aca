import { describe, expect, it } from 'vitest';
import type { Node } from '../graph/graph.js';
import { intAttribute, intsAttribute, withAttribute } from './node-attributes.js';

const node: Node = {
  name: '/ReduceMean_0',
  op: 'ReduceMean',
  domain: '',
  inputs: [],
  outputs: [],
  attributes: [
    { name: 'axes', type: 'ints', value: [1, 2] },
    { name: 'keepdims', type: 'int', value: 0 },
  ],
};

describe('intAttribute', () => {
  it('gives the value; undefined for one that is left out, or is no int', () => {
    expect(intAttribute(node, 'keepdims')).toBe(0);
    expect(intAttribute(node, 'axis')).toBeUndefined();
    expect(intAttribute(node, 'axes')).toBeUndefined();
  });
});

describe('intsAttribute', () => {
  it('gives the values; undefined for what is left out, or is one int', () => {
    expect(intsAttribute(node, 'axes')).toEqual([1, 2]);
    expect(intsAttribute(node, 'perm')).toBeUndefined();
    expect(intsAttribute(node, 'keepdims')).toBeUndefined();
  });
});

describe('withAttribute', () => {
  it('puts it in the place of the old one', () => {
    const [axes, keepdims] = withAttribute(node, { name: 'axes', type: 'ints', value: [3] });
    expect([axes?.value, keepdims?.value]).toEqual([[3], 0]);
  });

  it('puts a new one behind the others', () => {
    const names = withAttribute(node, { name: 'axis', type: 'int', value: 1 }).map(({ name }) => name);
    expect(names).toEqual(['axes', 'keepdims', 'axis']);
  });
});
