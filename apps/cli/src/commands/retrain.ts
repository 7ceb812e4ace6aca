/** `waymark retrain PROJECT`: train a challenger on the labelled part of recent traffic and judge it there. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { renderMetricsTable } from '@waymark/evaluation';
import { retrainingData } from '@waymark/pipeline';
import type { Command } from '../command.js';
import { openPredictionLog } from '../prediction-log.js';
import { homeOf, openProject } from '../project-context.js';
import { challengerOption } from './promote.js';
import { runSteps } from './run-steps.js';

export const retrainCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    challenger: challengerOption,
    strict: { type: 'boolean', help: 'exit 3 when the champion is kept, 4 when in doubt' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const home = homeOf(input);
    const folder = join(home, 'retraining', input.positionals[0] ?? '');
    const context = await openProject(input, { artifacts: join(folder, 'artifacts') });
    await mkdir(folder, { recursive: true });
    const log = await openPredictionLog(home);
    const file = await retrainingData(context.project, { log, folder });
    const { report, promotion, result } = await runSteps(input, context, file);
    return { ...result, text: `${renderMetricsTable(report)}\n${result.text}`, json: { report, promotion } };
  },
};
