/** Retrain on the labelled window, challenge the champion there, swap, roll back, and prove that nothing was lost. */

import { setTimeout as wait } from 'node:timers/promises';
import { clientOf, type LoopState, project } from '../loop-state.js';
import { assertThat, LoopFailure, type LoopStep } from '../loop-step.js';
import { startProber } from '../prober.js';
import { rollbackResult, runResult } from '../results.js';
import { waymark } from '../waymark-command.js';

const swapTimeoutMs = 15_000;

export function renewSteps(state: LoopState): readonly LoopStep[] {
  const { home } = state;
  return [
    {
      title: 'retrain, challenge, promote',
      async run() {
        state.prober = startProber(clientOf(state), state.probeRows[0] ?? {});
        const { promotion } = await waymark(['retrain', project, '--home', home, '--strict'], {
          result: runResult,
        });
        assertThat(promotion.outcome === 'promoted', `the challenger must win; got ${promotion.outcome}`);
        assertThat(promotion.comparison !== null, 'the challenger must have met the champion');
        state.challenger = promotion.version;
        const { metric, challenger, champion } = promotion.comparison;
        return `v${promotion.version} beats v${state.champion}: ${metric} ${challenger.toFixed(3)} against ${champion.toFixed(3)}`;
      },
    },
    {
      title: 'the running server swaps',
      async run() {
        await untilServed(state, state.challenger);
        const { predictions } = await clientOf(state).predict(state.probeRows);
        const changed = predictions.filter(
          ({ probability }, i) => probability !== state.firstAnswers[i]?.probability,
        );
        assertThat(changed.length > 0, 'the new model must give other answers');
        return `v${state.challenger} answers, ${changed.length} of ${predictions.length} answers changed`;
      },
    },
    {
      title: 'roll back',
      async run() {
        const words = ['rollback', project, '--home', home, '--reason', 'the loop tries its way back'];
        const { from, to } = await waymark(words, { result: rollbackResult });
        assertThat(from === state.challenger && to === state.champion, `v${from} to v${to} is the wrong way`);
        return `v${to} is champion again, v${from} is quarantined`;
      },
    },
    {
      title: 'the old answers return',
      async run() {
        await untilServed(state, state.champion);
        const { predictions } = await clientOf(state).predict(state.probeRows);
        const same = predictions.every(
          ({ probability }, i) => probability === state.firstAnswers[i]?.probability,
        );
        assertThat(same, 'every answer must be the first one to the last bit');
        return `${predictions.length} of ${predictions.length} answers are the first ones`;
      },
    },
    {
      title: 'no request was lost',
      async run() {
        const report = await state.prober?.stop();
        assertThat(report !== undefined, 'the prober must have run');
        assertThat(report.failures.length === 0, `${report.failures.length} failed: ${report.failures[0]}`);
        const seen = report.versions.map((version) => `v${version}`).join(', ');
        const expected = [state.champion, state.challenger, state.champion]
          .map((version) => `v${version}`)
          .join(', ');
        assertThat(seen === expected, `the answers must come from ${expected}; got ${seen}`);
        return `${report.requests} requests answered, by ${seen}`;
      },
    },
    {
      title: 'the server drains and stops',
      async run() {
        const code = await state.server?.stop();
        assertThat(code === 0, `the server must exit with 0; got ${code}`);
        state.server = undefined;
        return 'exit 0';
      },
    },
  ];
}

/** Waits until the server answers with `version`. */
async function untilServed(state: LoopState, version: number): Promise<void> {
  const deadline = performance.now() + swapTimeoutMs;
  while (performance.now() < deadline) {
    if ((await clientOf(state).predict(state.probeRows.slice(0, 1))).version === version) return;
    await wait(50);
  }
  throw new LoopFailure(`v${version} must answer within ${swapTimeoutMs / 1000} s of the alias's move`);
}
