/** The sections by the names that `--only` takes, in the order in which they run. */

import { big } from './big.js';
import { champion } from './champion.js';
import { http } from './http.js';
import { image } from './image.js';
import { openLoop } from './open-loop.js';
import { overload } from './overload.js';
import { small } from './small.js';
import { start } from './start.js';

/**
 * @typedef {object} SectionReport
 * @property {string} title
 * @property {readonly import('./compare.js').Standing[]} [standings]
 * @property {readonly string[]} [notes]
 * @property {readonly import('./bars.js').Bar[]} bars
 * @property {boolean} [needsPeers] Its bars are about the Python peers.
 * @property {string} [skipped] Why it did not run.
 * @property {string} [failed] Why it has no figures.
 * @property {object} [result] All figures, for the file.
 *
 * @typedef {(context: import('./context.js').BenchmarkContext) => Promise<SectionReport>} Section
 */

/** @type {Record<string, Section>} */
export const sections = { champion, http, small, big, image, 'open-loop': openLoop, overload, start };
