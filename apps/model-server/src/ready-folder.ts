/** What a person reads once a folder of models is served: which are, which are not and why, and a line to paste for each. */

import { inferCommand, type ModelStatus } from '@waymark/serving';
import { type ReadyPlaces, renderPlaces } from './ready-places.js';

/** More models than these are on the page. */
const mostShown = 10;

/** Lines for stdout. */
export function renderReadyFolder(models: readonly ModelStatus[], places: ReadyPlaces): string {
  const rest = models.length - mostShown;
  return [
    ...models.slice(0, mostShown).map((model) => renderModel(model, places.address)),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    renderPlaces(places),
    '',
  ].join('\n\n');
}

function renderModel({ model, serving, refused, exampleRequest }: ModelStatus, address: string): string {
  if (!serving) return `${model} is not ready: ${refused?.reason ?? 'POST /v2/repository/index tells why'}`;
  const ready = `${model} v${serving.version} is ready at ${address}/v2/models/${model}`;
  return exampleRequest === undefined ? ready : `${ready}\n${inferCommand(address, model, exampleRequest)}`;
}
