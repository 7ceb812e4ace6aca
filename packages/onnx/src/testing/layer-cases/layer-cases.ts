/** For tests: cases of every layer in the converter table. A layer without a list here does not compile. */

import type { layerConverters } from '../../layers/layer-converters.js';
import type { LayerCase } from '../layer-case.js';
import { basicCases } from './basic.js';
import { featureCases } from './features.js';
import { globalPoolingCases } from './global-pooling.js';
import { imageCases } from './images.js';
import { mergingCases } from './merging.js';
import { recurrentCases } from './recurrent.js';
import { reshapingCases } from './reshaping.js';
import { spatialCases } from './spatial.js';

const casesByClass: Readonly<Record<keyof typeof layerConverters, readonly LayerCase[]>> = {
  ...basicCases,
  ...featureCases,
  ...globalPoolingCases,
  ...imageCases,
  ...mergingCases,
  ...recurrentCases,
  ...reshapingCases,
  ...spatialCases,
};

export interface NamedLayerCase extends LayerCase {
  readonly className: string;
}

/** Every case of every layer, with the class that it is about. */
export const layerCases: readonly NamedLayerCase[] = Object.entries(casesByClass).flatMap(
  ([className, list]) => list.map((layerCase) => ({ className, ...layerCase })),
);
