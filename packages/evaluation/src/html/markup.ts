/** The template of the report: its numbers are coordinates mostly, for which two decimals are enough. */

import { htmlWith } from '@waymark/html';

export type { Markup } from '@waymark/html';

export const html = htmlWith({ number: (value) => String(Math.round(value * 100) / 100) });
