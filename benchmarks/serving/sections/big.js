/** A model whose weights do not fit into a processor's cache: a batch costs little more than a row. */

import { peers } from '../contestants/peers.js';
import { waymark } from '../contestants/waymark.js';
import { speedBars } from './bars.js';
import { compare } from './compare.js';

/** @type {import('./sections.js').Section} */
export async function big(context) {
  const { connections, python, folder } = context;
  const model = await context.model('mlp-large');
  const home = context.home(model.name);
  const contestants = [
    waymark({ folder: home, model }),
    waymark({ folder: home, model, name: 'waymark, 2 workers', workers: 2 }),
    ...peers(model, { python, folder: `${folder}/mlserver-big`, isBatching: true }),
  ];
  const standings = await compare(contestants, model, { connections, context });
  return {
    title: `big: MLP 1024-4096-4096-2 (84 MB), JSON, ${connections} connections`,
    standings,
    needsPeers: true,
    bars: speedBars(standings, [
      { over: 'fastapi', atLeast: 7 },
      { over: 'mlserver, batching', atLeast: 1.5 },
    ]),
  };
}
