#!/usr/bin/env node
/**
 * The `waymark` command. It is committed, so that npm links it in a fresh clone, where `dist` does not exist yet: the
 * first run builds the workspace, and each run then goes on in `dist/main.js`.
 */

import { ensureBuilt } from './ensure-built.js';

const main = new URL('../dist/main.js', import.meta.url);
const exitCode = await ensureBuilt(main);
if (exitCode === 0) await import(main.href);
else process.exitCode = exitCode;
