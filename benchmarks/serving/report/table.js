/** A section's report as text of at most 80 columns. */

import { isMet } from '../sections/bars.js';

const columns = [
  { head: 'answers/s', width: 10, text: ({ perSecond }) => grouped(perSecond) },
  { head: 'p50 ms', width: 8, text: ({ p50 }) => p50.toFixed(1) },
  { head: 'p99 ms', width: 8, text: ({ p99 }) => p99.toFixed(1) },
  { head: 'CPU µs', width: 8, text: ({ cpuMicros }) => grouped(cpuMicros) },
  { head: 'load µs', width: 9, text: ({ loadMicros }) => grouped(loadMicros) },
  { head: 'MB', width: 7, text: ({ residentBytes }) => grouped(residentBytes / 2 ** 20) },
];
const nameWidth = 25;

/** @param {import('../sections/sections.js').SectionReport} report */
export function renderSection({ title, standings = [], notes = [], bars, skipped, failed, hasPeers }) {
  const lines = [title];
  if (skipped !== undefined) lines.push(`  skipped: ${skipped}`);
  if (failed !== undefined) lines.push(`  FAILED: ${failed}`);
  if (standings.length > 0) lines.push(row('', ({ head }) => head));
  for (const standing of standings) lines.push(row(standing.name, ({ text }) => text(standing)));
  lines.push(...notes.map((note) => `  ${note}`), ...bars.map(renderBar));
  if (hasPeers === false) lines.push('  no Python peers: name their interpreter with --python');
  return `${lines.join('\n')}\n`;
}

/** @param {import('../sections/bars.js').Bar} bar */
function renderBar(bar) {
  const { what, value, atLeast, atMost, unit } = bar;
  const figure = (number) => `${Math.abs(number) >= 100 ? grouped(number) : trimmed(number)} ${unit}`.trim();
  const verdict = isMet(bar) ? 'met' : 'NOT MET';
  const required =
    atLeast === undefined && atMost === undefined
      ? ''
      : `   required ${atLeast === undefined ? '≤' : '≥'} ${figure(atLeast ?? atMost)}`;
  const text = `  ${what.padEnd(36)}${figure(value).padStart(11)}${required}`;
  return required === '' ? text : `${text.padEnd(72)}${verdict}`;
}

function row(name, textOf) {
  const cells = columns.map((column) => textOf(column).padStart(column.width));
  return `  ${name.padEnd(nameWidth)}${cells.join('')}`;
}

function grouped(number) {
  return Math.round(number).toLocaleString('en');
}

function trimmed(number) {
  return String(Number(Number(number).toFixed(2)));
}
