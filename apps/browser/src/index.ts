/** A bundle as a folder that any static server can host: a page, the model, and onnxruntime for browsers. */

export { type BrowserSite, writeBrowserSite } from './write-browser-site.js';
