#!/usr/bin/env node
/** The `waymark-loop` command, committed so that npm links it in a fresh clone. `npm run loop` builds it first. */

import '../dist/main.js';
