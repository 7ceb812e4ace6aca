/** `waymark train PROJECT`: fit, export to ONNX, prove parity. */

import { trainStep } from '@waymark/pipeline';
import type { Command } from '../command.js';
import { openProject } from '../project-context.js';

export const trainCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {},
  async run(input) {
    const context = await openProject(input);
    const summary = await trainStep(context.project, context.stepContext('train'));
    const best = summary.history.find(({ epoch }) => epoch === summary.bestEpoch);
    const loss = best === undefined ? '' : `, validation log loss ${best.validationLoss.toFixed(4)}`;
    return {
      text: `train     ${summary.kind} on ${summary.backend}, best epoch ${summary.bestEpoch} of ${summary.epochs}${loss}`,
      json: summary,
    };
  },
};
