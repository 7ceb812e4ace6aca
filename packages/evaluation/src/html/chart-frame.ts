/** The frame of every chart: title and description for screen readers, grid, ticks, axis names, and the scales. */

import { html, type Markup } from './markup.js';

/** In SVG units: the view box is scaled to the page. The top margin has room for one line of text. */
const size = { width: 400, height: 340, left: 56, right: 12, top: 26, bottom: 46 } as const;

export const plot = {
  left: size.left,
  right: size.width - size.right,
  top: size.top,
  bottom: size.height - size.bottom,
} as const;

export interface ChartFrame {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in words and numbers, for those who cannot see it. */
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yMax?: number;
  readonly content: Markup;
}

/** x from 0 to 1 in SVG units. */
export function xScale(share: number): number {
  return plot.left + share * (plot.right - plot.left);
}

/** y from 0 to `yMax` in SVG units, upwards. */
export function yScale(value: number, yMax = 1): number {
  return plot.bottom - (value / yMax) * (plot.bottom - plot.top);
}

/** `points` for a polyline. */
export function pointList(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}

/** The chart as a figure with its title as the caption. */
export function chart(frame: ChartFrame): Markup {
  const { id, title, description, content } = frame;
  return html`<figure>
<figcaption>${title}</figcaption>
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${axes(frame)}
${content}
</svg>
</figure>`;
}

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

function axes({ xLabel, yLabel, yMax = 1 }: ChartFrame): Markup {
  const middleY = (plot.top + plot.bottom) / 2;
  return html`<g class="axes">${ticks.map((tick) => xTick(tick))}${ticks.map((tick) => yTick(tick * yMax, yMax))}
<text class="label" x="${xScale(0.5)}" y="${size.height - 8}" text-anchor="middle">${xLabel}</text>
<text class="label" x="14" y="${middleY}" text-anchor="middle" transform="rotate(-90 14 ${middleY})">${yLabel}</text>
</g>`;
}

function xTick(value: number): Markup {
  const x = xScale(value);
  return html`<line x1="${x}" y1="${plot.top}" x2="${x}" y2="${plot.bottom}"/>
<text x="${x}" y="${plot.bottom + 16}" text-anchor="middle">${tickText(value)}</text>`;
}

function yTick(value: number, yMax: number): Markup {
  const y = yScale(value, yMax);
  return html`<line x1="${plot.left}" y1="${y}" x2="${plot.right}" y2="${y}"/>
<text x="${plot.left - 6}" y="${y + 4}" text-anchor="end">${tickText(value)}</text>`;
}

function tickText(value: number): string {
  return String(Number(value.toFixed(3)));
}
