/** The page's style: light and dark, wide and narrow, focus always visible. Colours keep a contrast of 4.5 for text. */

/** CSS. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f4f6f8; --text: #1c2126; --muted: #56616b; --line: #8a949e; --soft: #d9dee3;
  --accent: #005a9c; --on-accent: #ffffff; --good: #1d6b3e; --bad: #a3320a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181c; --panel: #1d2328; --text: #e8ecef; --muted: #a3afba; --line: #717d88; --soft: #38414a;
    --accent: #7cc0f5; --on-accent: #0d1a26; --good: #6fd39a; --bad: #ff9e78;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 1200px; padding: 20px 16px 40px; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 4px 0 8px; }
h2 { font-size: 1.15rem; margin: 0 0 12px; }
h3 { font-size: 1rem; margin: 0; }
.command { display: flex; align-items: center; justify-content: space-between; gap: 12px; margin: 20px 0 8px; }
p { margin: 0 0 8px; }
a { color: var(--accent); }
header { margin-bottom: 20px; }
.server, .facts, small { color: var(--muted); font-size: 0.875rem; }
nav { display: flex; flex-wrap: wrap; gap: 8px 16px; margin: 8px 0; }
nav [aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
.badge { display: inline-block; padding: 0 10px; border: 1px solid var(--bad); border-radius: 99px; color: var(--bad); font-size: 0.875rem; }
.badge.ready { border-color: var(--good); color: var(--good); }
.refused { color: var(--bad); }
.refused:empty { display: none; }
main { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
.models { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
section { padding: 16px; border-radius: 10px; background: var(--panel); }
.fields { display: grid; gap: 14px 16px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 190px), 1fr)); }
.field { display: flex; flex-direction: column; gap: 4px; }
.field > label { font-weight: 500; }
.field small { line-height: 1.3; }
input[type="text"], input[type="number"], select { width: 100%; min-height: 40px; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--page); color: inherit; font: inherit; }
input:disabled { opacity: 0.5; }
.unknown { display: flex; align-items: center; gap: 6px; color: var(--muted); font-size: 0.875rem; }
.actions { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 0; }
button { min-height: 40px; padding: 6px 18px; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button.quiet { background: none; color: var(--accent); font-weight: 400; }
.command button { min-height: 32px; padding: 2px 12px; font-size: 0.875rem; }
form[aria-busy] button { opacity: 0.6; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.verdict { font-size: 1.7rem; font-weight: 650; line-height: 1.2; }
.probability { display: grid; grid-template-columns: minmax(3rem, max-content) 1fr 4.5rem; align-items: center; gap: 10px; margin-bottom: 6px; }
.probability output { text-align: right; font-variant-numeric: tabular-nums; }
meter { width: 100%; height: 18px; }
meter::-webkit-meter-optimum-value { background: var(--accent); }
meter::-moz-meter-bar { background: var(--accent); }
pre { margin: 0; padding: 10px; border: 1px solid var(--soft); border-radius: 6px; background: var(--page); font-size: 0.8125rem; white-space: pre-wrap; max-height: 14rem; overflow: auto; }
.metrics { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); margin: 0 0 8px; }
.metrics dt { color: var(--muted); font-size: 0.875rem; }
.metrics dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
footer { display: flex; flex-wrap: wrap; gap: 8px 20px; margin-top: 20px; font-size: 0.875rem; }
@media (max-width: 520px) { .fields { grid-template-columns: repeat(auto-fill, minmax(min(100%, 140px), 1fr)); } }
@media (min-width: 900px) {
  main { grid-template: auto 1fr / minmax(0, 5fr) minmax(0, 3fr); align-items: start; }
  main > :first-child:not(:last-child) { grid-row: span 2; }
  main > :only-child { grid-column: span 2; }
}
`;
