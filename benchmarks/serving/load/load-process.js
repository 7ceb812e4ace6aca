/** The load's own process: plans come as messages, one after the other, and results go back. It lives as long as its parent. */

import { runClosedLoop } from './closed-loop.js';
import { runOpenLoop } from './open-loop.js';

// In the midst of a run too.
process.on('disconnect', () => process.exit());
process.on('message', async (plan) => {
  // Structured clones know no Buffer, and sockets take nothing else without a copy.
  const requests = plan.requests.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  const run = plan.rate === undefined ? runClosedLoop : runOpenLoop;
  process.send(await run({ ...plan, requests }));
});
