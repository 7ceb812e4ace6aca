/** A model so small that everything but inference decides: JSON, checks, processes. */

import { peers } from '../contestants/peers.js';
import { waymark } from '../contestants/waymark.js';
import { speedBars } from './bars.js';
import { compare } from './compare.js';

/** @type {import('./sections.js').Section} */
export async function small(context) {
  const { connections, python, folder } = context;
  const model = await context.model('mlp-small');
  const contestants = [
    waymark({ folder: context.home(model.name), model }),
    ...peers(model, { python, folder: `${folder}/mlserver-small`, isBatching: false }),
  ];
  const standings = await compare(contestants, model, { connections, context });
  return {
    title: `small: MLP 30-64-64-2, JSON, ${connections} connections`,
    standings,
    needsPeers: true,
    bars: speedBars(standings, [{ over: 'fastapi', atLeast: 8 }, { over: 'mlserver' }]),
  };
}
