/**
 * The kit's own champion as it is served: its columns checked, its preprocessing in the graph, every prediction logged.
 * Against the same server without inference, and against a Fastify app that parses the same body and answers a constant.
 */

import { echo } from '../contestants/echo.js';
import { waymarkChampion } from '../contestants/waymark.js';
import { championOf, copyRegistry } from '../models/champion.js';
import { speedBars } from './bars.js';
import { compare } from './compare.js';

/** @type {import('./sections.js').Section} */
export async function champion(context) {
  const { connections, registry } = context;
  const title = `champion: one row of JSON, every prediction logged, ${connections} connections`;
  const model = await championOf(registry);
  if (model === undefined) {
    const skipped = `${registry} has no champion: run npx turbo run train, or name another with --home`;
    return { title, bars: [], skipped };
  }
  const homes = ['champion', 'champion-constant'].map((name) => context.home(name));
  for (const home of homes) await copyRegistry(registry, home);
  const [home, constantHome] = homes;
  const contestants = [
    waymarkChampion({ home, model }),
    waymarkChampion({ home: constantHome, model, name: 'waymark, no inference', isConstant: true }),
    echo(model, (row) => ({ body: row })),
  ];
  const standings = await compare(contestants, model, { connections, context });
  return {
    title,
    standings,
    bars: speedBars(standings, [{ over: 'fastify echo', atLeast: 0.7 }, { over: 'waymark, no inference' }]),
  };
}
