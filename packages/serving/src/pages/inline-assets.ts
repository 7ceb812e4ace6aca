/**
 * What the page brings along inline, and the Content-Security-Policy that lets the browser run exactly that: scripts and
 * style by their hashes, requests to this server, nothing else.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startLiveMetrics } from './browser/live-metrics.js';
import { startPredictionForm } from './browser/prediction-form.js';
import { pageStyle } from './page-style.js';

export interface InlineAssets {
  readonly style: string;
  /** ECMAScript modules, each on its own. */
  readonly scripts: readonly string[];
  readonly contentSecurityPolicy: string;
}

/** Reads the compiled scripts: to be called once. */
export function inlineAssets(): InlineAssets {
  const scripts = [
    scriptText('prediction-form', startPredictionForm.name),
    scriptText('live-metrics', startLiveMetrics.name),
  ];
  const policy = {
    'default-src': "'none'",
    'script-src': scripts.map(hashOf).join(' '),
    'style-src': hashOf(pageStyle),
    'connect-src': "'self'",
    'img-src': 'data:',
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  const directives = Object.entries(policy).map(([name, sources]) => `${name} ${sources}`);
  return { style: pageStyle, scripts, contentSecurityPolicy: directives.join('; ') };
}

/** The module, and a call of the function that begins its work. */
function scriptText(name: string, start: string): string {
  return `\n${moduleText(name)}\n${start}();\n`;
}

/** A module of `browser/` as tsc wrote it. The same path from `src/` and `dist/`. */
export function moduleText(name: string): string {
  const file = new URL(`../../dist/pages/browser/${name}.js`, import.meta.url);
  return readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
}

/** A source of a Content-Security-Policy. */
export function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
