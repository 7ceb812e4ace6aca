/** An image a request: ours as bytes (the binary extension), the peers' as the JSON that their users send. */

import { peers } from '../contestants/peers.js';
import { binaryRequest, waymark } from '../contestants/waymark.js';
import { speedBars } from './bars.js';
import { compare } from './compare.js';

const connections = 8;

/** @type {import('./sections.js').Section} */
export async function image(context) {
  const { python, folder } = context;
  const title = `image: 1×3×224×224, binary against JSON, ${connections} connections`;
  const model = await context.model('image');
  const contestants = [
    waymark({ folder: context.home(model.name), model, request: binaryRequest }),
    ...peers(model, { python, folder: `${folder}/mlserver-image`, isBatching: false }),
  ];
  const standings = await compare(contestants, model, { connections, context });
  const [best] = standings.slice(1).toSorted((a, b) => b.perSecond - a.perSecond);
  return {
    title,
    standings,
    needsPeers: true,
    bars: speedBars(standings, best === undefined ? [] : [{ over: best.name, atLeast: 5 }]),
  };
}
