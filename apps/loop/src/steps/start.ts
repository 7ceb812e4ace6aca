/** The first model: trained, gated, registered, served; and one that the gates must refuse. */

import { join } from 'node:path';
import { churnSchema, simulateChurn } from '@waymark/churn';
import { exitCodes, labelOf, type Table } from '@waymark/contracts';
import { writeTable } from '@waymark/data';
import { clientOf, type LoopState, labelsOf, project } from '../loop-state.js';
import { assertThat, type LoopStep } from '../loop-step.js';
import { modelsResult, runResult } from '../results.js';
import { startServer } from '../server-process.js';
import { waymark } from '../waymark-command.js';

export function startSteps(state: LoopState): readonly LoopStep[] {
  const { folder, home } = state;
  return [
    {
      title: 'train, gate, register',
      async run() {
        const words = ['run', project, '--out', join(folder, 'first'), '--home', home, '--strict'];
        const { promotion, report } = await waymark(words, { result: runResult });
        assertThat(
          promotion.outcome === 'promoted',
          `the first model must be promoted; got ${promotion.outcome}`,
        );
        state.champion = promotion.version;
        return `v${promotion.version} is champion, ROC-AUC ${report.metrics.rocAuc.value.toFixed(3)} on simulated data`;
      },
    },
    {
      title: 'gate: a model of shuffled labels',
      async run() {
        const file = join(folder, 'shuffled.csv');
        await writeTable(file, withShuffledLabels(simulateChurn({ rows: 3000, seed: 103 })), churnSchema);
        const out = join(folder, 'shuffled');
        const words = ['run', project, '--data', file, '--out', out, '--home', home, '--strict'];
        const { promotion } = await waymark(words, { result: runResult, exitCode: exitCodes.refused });
        const [model] = await waymark(['models', project, '--home', home], { result: modelsResult });
        assertThat(model?.aliases.champion === state.champion, 'the champion alias must stay where it was');
        return `v${promotion.version} refused with exit ${exitCodes.refused}, v${state.champion} stays`;
      },
    },
    {
      title: 'serve',
      async run() {
        state.server = await startServer(project, home);
        const { version, predictions } = await clientOf(state).predict(state.probeRows);
        assertThat(version === state.champion, `v${state.champion} must answer; got v${version}`);
        state.firstAnswers = predictions;
        return `v${version} answers at ${state.server.url}`;
      },
    },
  ];
}

/** Each row gets the label of the row 500 before it: the same share of labels, and nothing to learn. */
function withShuffledLabels(table: Table): Table {
  const labels = labelsOf(table);
  const shifted = labels.map((_, row) => labels[(row + labels.length - 500) % labels.length] ?? '');
  return { rows: table.rows, columns: { ...table.columns, [labelOf(churnSchema).name]: shifted } };
}
