/** Traffic and what the monitor makes of it: ordinary first, then after a price rise, then with late labels. */

import { priceRiseColumns } from '@waymark/churn';
import { exitCodes } from '@waymark/contracts';
import type { z } from 'zod';
import { clientOf, featureRows, type LoopState, labelsOf, project } from '../loop-state.js';
import { assertThat, type LoopStep } from '../loop-step.js';
import { monitorResult } from '../results.js';
import { waymark } from '../waymark-command.js';

export function driftSteps(state: LoopState): readonly LoopStep[] {
  const monitor = ['monitor', project, '--home', state.home, '--strict'];
  return [
    {
      title: 'ordinary traffic',
      async run() {
        const { predictions } = await clientOf(state).predict(featureRows(state.ordinary));
        return `${predictions.length} predictions`;
      },
    },
    {
      title: 'monitor: ok',
      async run() {
        const { drift } = await waymark(monitor, { result: monitorResult });
        const named = namedColumns(drift);
        assertThat(drift.verdict === 'ok', `the verdict must be ok; got ${drift.verdict} ${named}`);
        return `${drift.rows} rows`;
      },
    },
    {
      title: 'traffic after a price rise',
      async run() {
        state.driftedAnswers = (await clientOf(state).predict(featureRows(state.drifted))).predictions;
        return `${state.driftedAnswers.length} predictions`;
      },
    },
    {
      title: 'monitor: drift',
      async run() {
        const { drift } = await waymark(monitor, { result: monitorResult, exitCode: exitCodes.drift });
        const named = namedColumns(drift);
        const right = priceRiseColumns.toSorted().join(', ');
        assertThat(named === right, `the columns named must be ${right}; got ${named}`);
        return `exit ${exitCodes.drift}, ${named}`;
      },
    },
    {
      title: 'late labels arrive',
      async run() {
        const labels = labelsOf(state.drifted);
        const late = state.driftedAnswers.map(({ id }, row) => ({ id, label: labels[row] ?? '' }));
        const accepted = await clientOf(state).sendLabels(late);
        assertThat(accepted === late.length, `${late.length} labels must be accepted; got ${accepted}`);
        const words = ['monitor', project, '--home', state.home];
        const { labels: known } = await waymark(words, { result: monitorResult });
        assertThat(known.metrics !== null, 'the monitor must know how good the predictions were');
        return `${accepted}; v${state.champion} has log loss ${known.metrics.logLoss.toFixed(3)} on them`;
      },
    },
  ];
}

/** The columns with drift or a warning, sorted. */
function namedColumns({ columns }: z.infer<typeof monitorResult>['drift']): string {
  const named = columns.filter(({ verdict }) => verdict === 'drift' || verdict === 'warn');
  return named
    .map(({ name }) => name)
    .toSorted()
    .join(', ');
}
