/**
 * As many clients as connections, each of which sends the next request when it has its answer: what a server can do. The
 * counted time begins when all have warmed up.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.js';
import { cpuMicros } from './cpu-time.js';
import { LoadTally } from './load-tally.js';

const warmUpMs = 200;

/**
 * @param {import('./load-generator.js').LoadPlan} plan
 * @returns With `allRequests`: those of the warm-up and of the end too.
 */
export async function runClosedLoop(plan) {
  const { requests } = plan;
  let tally = new LoadTally(plan.check, plan.checkEvery);
  let next = 0;
  let isOver = false;
  let open = 0;
  const send = (connection) => {
    if (isOver) {
      open -= 1;
      return;
    }
    const row = next++ % requests.length;
    connection.send(requests[row], { row, dueAt: performance.now() });
  };
  const onAnswer = (connection, request, answer) => {
    tally.answered(request, answer);
    send(connection);
  };
  const onLost = (connection, _, reason) => {
    tally.lost(reason);
    // Not at once: a server that is gone must not be asked in a loop.
    setTimeout(() => send(connection), 10);
  };
  const connections = Array.from({ length: plan.connections }, () => {
    open += 1;
    return new Connection({ host: plan.host, port: plan.port, onAnswer, onLost });
  });
  for (const connection of connections) send(connection);
  await delay(warmUpMs);
  const warmUp = tally.result(1);
  tally = new LoadTally(plan.check, plan.checkEvery);
  const [startedAt, cpuAtStart] = [performance.now(), cpuMicros()];
  await delay(plan.seconds * 1000);
  const result = tally.result((performance.now() - startedAt) / 1000);
  const cpuMicrosARequest = (cpuMicros() - cpuAtStart) / result.requests;
  isOver = true;
  // The next contestant finds an idle machine.
  for (const until = performance.now() + 30_000; open > 0 && performance.now() < until; ) await delay(5);
  for (const connection of connections) connection.close();
  const { wrong, lost, reasons } = warmUp;
  return {
    ...result,
    ...{ wrong: result.wrong + wrong, lost: result.lost + lost, cpuMicrosARequest, allRequests: next },
    reasons: { ...reasons, ...result.reasons },
  };
}
