/** From the start of the process to its first traffic, and the memory that it holds after some. */

import { statSync } from 'node:fs';
import { median } from '../../statistics.js';
import { startContestant } from '../contestants/contestant.js';
import { waymark } from '../contestants/waymark.js';
import { runRound } from './compare.js';

const megabyte = 2 ** 20;
const allowed = { server: 130 * megabyte, worker: 90 * megabyte };

/** @type {import('./sections.js').Section} */
export async function start(context) {
  const { load, connections, rounds, seconds } = context;
  const model = await context.model('mlp-small');
  const contestant = waymark({ folder: context.home(model.name), model });
  const starts = [];
  let resident = [];
  for (let round = 0; round < rounds; round++) {
    const server = await startContestant(contestant, model);
    starts.push(server.process.startMs);
    if (round === rounds - 1) {
      await runRound(load, server, { connections, seconds });
      resident = server.process.residentBytes;
    }
    await server.process.stop();
  }
  const workers = resident.length - 1;
  const limit = allowed.server + workers * (allowed.worker + statSync(model.file).size);
  const sizes = resident.map((bytes) => Math.round(bytes / megabyte)).join(' + ');
  const used = resident.reduce((sum, bytes) => sum + bytes, 0);
  return {
    title: `start: one small model, medians of ${rounds} starts; memory after load`,
    notes: [`resident ${sizes} MB, ${workers} ${workers === 1 ? 'worker' : 'workers'}`],
    bars: [
      { what: 'start to ready', value: median(starts), atMost: 1000, unit: 'ms' },
      { what: 'resident memory', value: used / megabyte, atMost: limit / megabyte, unit: 'MB' },
    ],
    result: { starts, resident },
  };
}
