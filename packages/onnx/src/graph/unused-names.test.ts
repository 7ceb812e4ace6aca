import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';
import { unusedNames } from './unused-names.js';

describe('unusedNames', () => {
  it('gives a name that no input, constant, node or value has, and each only once', () => {
    const builder = new GraphBuilder({ name: 'names' });
    const x = builder.input('x', 'float32', ['N']);
    builder.output('y', builder.add('Add', [x, builder.constant('float32', [], Float32Array.of(1))]));
    const nameFor = unusedNames(builder.build());
    expect(['x', 'y', '/constant_0', '/Add_0', 'z', 'z', 'z'].map(nameFor)).toEqual([
      'x_',
      'y_',
      '/constant_0_',
      '/Add_0_',
      'z',
      'z_',
      'z__',
    ]);
  });
});
