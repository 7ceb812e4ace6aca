/** For tests: convolutions and pooling, with a window that slides over a sequence, an image or a volume. */

import {
  chooseActivation,
  hasRank,
  isKnown,
  type LayerChoice,
  type LayerSite,
  refusedShare,
  sizeOf,
} from './layer-choice.js';
import type { RowShape } from './model-recipe.js';
import { chooseDataFormat, spatialLengths } from './shape-layers.js';

interface WindowOptions {
  readonly sizeKey: 'kernelSize' | 'poolSize';
  /** Default: any. */
  readonly dataFormat?: 'channelsLast';
  /** tfjs takes either strides or a dilation, and not in every layer. */
  readonly canDilate?: boolean;
  /** tfjs wants one stride for all axes. */
  readonly isSquare?: boolean;
}

/** A window that fits: inside of what it slides over, unless that is padded. */
export function chooseWindow(
  site: LayerSite,
  { sizeKey, canDilate = false, isSquare = false, ...options }: WindowOptions,
): Readonly<Record<string, unknown>> {
  const { shape, choices } = site;
  const dataFormat = options.dataFormat ?? chooseDataFormat(site);
  const lengths = spatialLengths(shape, dataFormat);
  const padding = isKnown(lengths) ? choices.oneOf(['same', 'valid']) : 'same';
  const room = lengths.map((length) => (padding === 'same' ? 3 : Math.min(length ?? 1, 3)));
  const size = room.map((most) => choices.integer(1, most));
  const isDilated = canDilate && choices.chance(isKnown(lengths) ? 0.3 : refusedShare);
  const stride = choices.integer(1, 2);
  const strides = size.map((each) => {
    // Of a volume, tfjs pads less than nothing where the stride is larger than the window.
    const most =
      size.length === 3 && padding === 'same' && !choices.chance(refusedShare) ? Math.min(each, 2) : 2;
    return isDilated ? 1 : isSquare ? stride : choices.integer(1, most);
  });
  const rates = size.map((each, axis) => dilationOf(each, { length: lengths[axis] ?? 9, padding }));
  return {
    [sizeKey]: size,
    strides,
    padding,
    ...(lengths.length > 1 ? { dataFormat } : {}),
    ...(isDilated ? { dilationRate: rates } : {}),
  };
}

/** 2 where the window then still fits. */
function dilationOf(
  size: number,
  { length, padding }: { readonly length: number; readonly padding: string },
): number {
  return padding === 'same' || (size - 1) * 2 < length ? 2 : 1;
}

/** The kernel of a sequence is a number. */
function flat(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, Array.isArray(value) ? Number(value[0]) : value]),
  );
}

function chooseFilters(site: LayerSite): Readonly<Record<string, unknown>> {
  const filters = site.choices.integer(1, 4);
  return { filters, useBias: site.choices.chance(0.8), activation: chooseActivation(site, filters) };
}

/** Up to this many numbers a row. */
const largest = 150;

function isSmall({ shape }: { readonly shape: RowShape }): boolean {
  return sizeOf(shape) < largest;
}

export const windowLayers: readonly LayerChoice[] = [
  {
    kind: 'conv1d',
    fits: hasRank(2),
    options: (site) => ({
      ...chooseFilters(site),
      ...flat(chooseWindow(site, { sizeKey: 'kernelSize', dataFormat: 'channelsLast', canDilate: true })),
    }),
  },
  {
    kind: 'conv2d',
    fits: hasRank(3),
    options: (site) => ({
      ...chooseFilters(site),
      ...chooseWindow(site, { sizeKey: 'kernelSize', canDilate: true }),
    }),
  },
  {
    kind: 'conv3d',
    fits: hasRank(4),
    options: (site) => ({
      ...chooseFilters(site),
      ...chooseWindow(site, { sizeKey: 'kernelSize', canDilate: true }),
    }),
  },
  {
    kind: 'depthwiseConv2d',
    fits: hasRank(3),
    options: (site) => ({
      depthMultiplier: site.choices.integer(1, 2),
      useBias: site.choices.chance(0.8),
      activation: chooseActivation(site, 2),
      ...chooseWindow(site, { sizeKey: 'kernelSize', isSquare: true }),
    }),
  },
  {
    kind: 'separableConv2d',
    fits: hasRank(3),
    options: (site) => {
      const window = chooseWindow(site, { sizeKey: 'kernelSize', isSquare: true, canDilate: true });
      const canHaveBias = window.dataFormat === 'channelsLast' || site.choices.chance(refusedShare);
      const filters = chooseFilters(site);
      return { ...filters, ...window, ...(canHaveBias ? {} : { useBias: false }) };
    },
  },
  {
    kind: 'conv2dTranspose',
    fits: (site) => site.shape.length === 3 && isSmall(site),
    options: (site) => ({ ...chooseFilters(site), ...chooseWindow(site, { sizeKey: 'kernelSize' }) }),
  },
  {
    kind: 'conv3dTranspose',
    fits: (site) => site.shape.length === 4 && isSmall(site),
    options: (site) => ({ ...chooseFilters(site), ...chooseWindow(site, { sizeKey: 'kernelSize' }) }),
  },
  ...['maxPooling', 'averagePooling'].flatMap<LayerChoice>((kind) => [
    {
      kind: `${kind}1d`,
      fits: hasRank(2),
      options: (site) => flat(chooseWindow(site, { sizeKey: 'poolSize', dataFormat: 'channelsLast' })),
    },
    { kind: `${kind}2d`, fits: hasRank(3), options: (site) => chooseWindow(site, { sizeKey: 'poolSize' }) },
    { kind: `${kind}3d`, fits: hasRank(4), options: (site) => chooseWindow(site, { sizeKey: 'poolSize' }) },
  ]),
  ...['globalAveragePooling', 'globalMaxPooling'].flatMap<LayerChoice>((kind) => [
    { kind: `${kind}1d`, fits: hasRank(2), options: () => ({}) },
    { kind: `${kind}2d`, fits: hasRank(3), options: (site) => ({ dataFormat: chooseDataFormat(site) }) },
  ]),
];
