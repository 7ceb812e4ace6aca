/** Writes the page of one bundle, and prints what was written as JSON. `waymark browser` calls it with the champion. */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes, WaymarkError } from '@waymark/contracts';
import { browserUsage } from './errors.js';
import { writeBrowserSite } from './write-browser-site.js';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const { bundle, out } = parseWords(words);
    const site = await writeBrowserSite(resolve(bundle), resolve(out));
    process.stdout.write(`${JSON.stringify(site, null, 2)}\n`);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return exitCodes[error.kind];
  }
}

function parseWords(words: readonly string[]): { readonly bundle: string; readonly out: string } {
  const options = { bundle: { type: 'string' }, out: { type: 'string' } } as const;
  try {
    const { bundle, out } = parseArgs({ args: [...words], options, strict: true }).values;
    if (bundle === undefined || out === undefined) throw new TypeError('--bundle and --out must be named');
    return { bundle, out };
  } catch (error) {
    throw browserUsage(error instanceof Error ? error.message : String(error));
  }
}
