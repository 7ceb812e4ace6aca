/** `waymark monitor PROJECT`: recent traffic against the champion's reference. `--strict` exits 6 on drift. */

import { formatDriftReport } from '@waymark/drift';
import { type MonitorResult, monitorStep, type Project } from '@waymark/pipeline';
import type { Command, CommandInput } from '../command.js';
import { usageError } from '../errors.js';
import { openPredictionLog } from '../prediction-log.js';
import { openProject, textOption } from '../project-context.js';

export const monitorCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    rows: { type: 'string', value: 'N', help: "the newest N predictions (default: the project's)" },
    strict: { type: 'boolean', help: 'exit 6 when drift is found' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const { project, registry, home } = await openProject(input);
    const log = await openPredictionLog(home);
    const result = await monitorStep(withWindow(project, input), { registry, log });
    const isDrift = result.drift.verdict === 'drift';
    return {
      text: render(result),
      json: result,
      ...(isDrift && input.options.strict === true ? { exit: 'drift' } : {}),
    };
  },
};

function withWindow(project: Project, input: CommandInput): Project {
  const text = textOption(input, 'rows');
  if (text === undefined) return project;
  const windowRows = Number(text);
  if (!Number.isInteger(windowRows) || windowRows < 1)
    throw usageError(`--rows must be a whole number from 1; got '${text}'`);
  return { ...project, monitoring: { ...project.monitoring, windowRows } };
}

function render({ model, version, window, drift, labels }: MonitorResult): string {
  const from = window ? `${window.from.slice(0, 19)} to ${window.to.slice(0, 19)} UTC` : 'no predictions yet';
  const scores = labels.metrics
    ? `, ROC-AUC ${labels.metrics.rocAuc.toFixed(3)}, log loss ${labels.metrics.logLoss.toFixed(3)}`
    : '';
  return [
    `${model} v${version}: ${from}`,
    formatDriftReport(drift),
    `labels: ${labels.rows} (${(100 * labels.coverage).toFixed(0)} % of the window)${scores}`,
  ].join('\n');
}
