/** The page's style: light and dark, wide and narrow. Class colours are Okabe & Ito's, told apart by most eyes. */

import { html, type Markup } from './markup.js';

/** The page's `style` element. */
export function styleElement(): Markup {
  return html`<style>
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --text: #1c2126; --muted: #5a6570; --line: #d9dee3;
  --positive: #c2500a; --negative: #0072b2; --curve: #0072b2; --right: #e3f1ea; --wrong: #fbe9dd; --note: #fff4d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181c; --panel: #1d2328; --text: #e8ecef; --muted: #9ca8b3; --line: #38414a;
    --positive: #f0913f; --negative: #56b4e9; --curve: #56b4e9; --right: #1c3a2d; --wrong: #46290f; --note: #40340d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 1.15rem; margin: 36px 0 12px; }
p { margin: 0 0 12px; max-width: 46rem; }
.source { background: var(--note); border-radius: 6px; padding: 8px 12px; max-width: none; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; margin-bottom: 12px; }
figure { margin: 0; padding: 12px; background: var(--panel); border-radius: 8px; }
figcaption { font-weight: 600; margin-bottom: 4px; }
figure svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--muted); font: 12px system-ui, sans-serif; }
svg .label { fill: var(--text); font-size: 13px; }
svg .legend text { fill: var(--text); }
svg .count { font-size: 11px; }
.axes line { stroke: var(--line); }
.reference { fill: none; stroke: var(--muted); stroke-dasharray: 5 4; }
.curve { fill: none; stroke: var(--curve); stroke-width: 2; stroke-linejoin: round; }
.point { fill: var(--curve); }
.mark { fill: var(--panel); stroke: var(--text); stroke-width: 2; }
.threshold { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 2 3; }
.positive { fill: var(--positive); }
.negative { fill: var(--negative); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 6px; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); text-align: right; }
th { font-weight: 500; }
th:first-child, td:first-child, .facts td { text-align: left; }
.strong { font-weight: 700; }
.right { background: var(--right); }
.wrong { background: var(--wrong); }
small { color: var(--muted); }
.interval { white-space: nowrap; }
.confusion { max-width: 40rem; table-layout: fixed; }
.bar { width: 45%; text-align: center; }
.bar svg { display: block; width: 100%; height: 12px; background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat; }
ul { padding-left: 1.2em; max-width: 46rem; }
@media (max-width: 520px) { th, td { padding: 6px 4px; } body { font-size: 15px; } table { font-size: 13px; } }
</style>`;
}
