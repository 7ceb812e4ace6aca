import { serialization } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { errorOf } from '../testing/error-of.js';
import { layerConverters } from './layer-converters.js';
import { layerSupport, refusedLayers, tfjsLayerClasses } from './layer-support.js';

describe('tfjsLayerClasses', () => {
  it('holds what tfjs-layers registers', () => {
    const { classNameMap } = serialization.SerializationMap.getMap();
    const registered = Object.entries(classNameMap).filter(
      ([, [layerClass]]) => layerClass.prototype instanceof layers.Layer,
    );
    expect([...tfjsLayerClasses].sort()).toEqual(registered.map(([className]) => className).sort());
  });

  it('holds every layer that has a converter', () => {
    expect(tfjsLayerClasses).toEqual(expect.arrayContaining(Object.keys(layerConverters)));
  });
});

describe('refusedLayers', () => {
  it('holds no layer that has a converter', () => {
    const both = Object.keys(refusedLayers).filter((className) => Object.hasOwn(layerConverters, className));
    expect(both).toEqual([]);
  });

  it('gives its reason where such a layer is exported', () => {
    const crop = layers.centerCrop({ height: 1, width: 1, inputShape: [2, 2, 1] });
    const error = errorOf(() => exportToOnnx(sequential({ layers: [crop] })));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain('(CenterCrop): tfjs itself overwrites the shape of its input');
  });
});

describe('layerSupport', () => {
  const supportOf = (className: string, converters: Parameters<typeof layerSupport>[0]) =>
    layerSupport(converters).find((support) => support.className === className);
  const convert = layerConverters.ReLU.convert;

  it('says of each class that it is exported, within what limits, refused for what reason, or missing', () => {
    const converters = { ReLU: { convert }, Softmax: { convert, limits: 'on the last axis' } };
    expect(supportOf('ReLU', converters)).toEqual({ className: 'ReLU', state: 'exported', note: '' });
    expect(supportOf('Softmax', converters)?.note).toBe('on the last axis');
    expect(supportOf('Dot', converters)).toEqual({ className: 'Dot', state: 'missing', note: '' });
    expect(supportOf('RandomWidth', converters)).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('random at inference'),
    });
  });

  it('counts a cell as exported with the layer that runs it', () => {
    expect(supportOf('GRUCell', {})?.state).toBe('missing');
    expect(supportOf('GRUCell', { RNN: { convert } })?.note).toBe('as the cell of RNN');
  });

  it('counts models as exported, since their layers take their place', () => {
    expect(supportOf('Sequential', {})?.state).toBe('exported');
  });

  it('lists each class once, in the order of the alphabet', () => {
    const names = layerSupport(layerConverters).map(({ className }) => className);
    expect(names).toEqual([...new Set(names)].sort());
  });
});
