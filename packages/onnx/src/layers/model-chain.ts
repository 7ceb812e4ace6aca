/**
 * The layers of a model in the order in which data pass them, for models that are one chain. Branches, several inputs
 * or outputs are refused. A layer that is used twice in the chain comes out twice.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { unsupportedModel } from '../errors.js';
import type { Layer } from './layer-converter.js';

/** @throws ONNX_MODEL_UNSUPPORTED */
export function chainOf(model: LayersModel): readonly Layer[] {
  const [output] = model.outputs;
  if (output === undefined)
    throw unsupportedModel(model.name, 'it has no layers; add some, the first with an inputShape');
  if (model.inputs.length !== 1 || model.outputs.length !== 1)
    throw unsupportedModel(
      model.name,
      `it has ${model.inputs.length} inputs and ${model.outputs.length} outputs; export its branches one by one`,
    );
  const chain: Layer[] = [];
  let layer: Layer | undefined = output.sourceLayer;
  let nodeIndex = output.nodeIndex;
  while (layer !== undefined) {
    chain.unshift(layer);
    const node: Layer['inboundNodes'][number] | undefined = layer.inboundNodes[nodeIndex];
    if (node !== undefined && node.inboundLayers.length > 1)
      throw unsupportedModel(
        model.name,
        `the layer ${layer.name} joins ${node.inboundLayers.length} inputs; build the model without that branch`,
      );
    layer = node?.inboundLayers[0];
    nodeIndex = node?.nodeIndices[0] ?? 0;
  }
  return chain;
}
