/** HTML for reports and pages: a template that escapes each text, and the markup that it makes. */

export { html, htmlWith, type Markup, type MarkupValue, verbatim } from './markup.js';
