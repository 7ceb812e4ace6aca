/** What inference costs: our server against itself with an engine that answers a constant, and a plain echo. */

import { echo } from '../contestants/echo.js';
import { waymark } from '../contestants/waymark.js';
import { speedBars } from './bars.js';
import { compare } from './compare.js';

/** @type {import('./sections.js').Section} */
export async function http(context) {
  const { connections } = context;
  const model = await context.model('mlp-small');
  const folder = context.home(model.name);
  const contestants = [
    waymark({ folder, model }),
    waymark({ folder, model, name: 'waymark, no inference', isConstant: true }),
    echo(model),
  ];
  const standings = await compare(contestants, model, { connections, context });
  return {
    title: `HTTP layer: MLP 30-64-64-2, JSON, ${connections} connections`,
    standings,
    bars: speedBars(standings, [{ over: 'waymark, no inference', atLeast: 0.85 }, { over: 'fastify echo' }]),
  };
}
