/** The closed loop as a function, for tests and other apps. */

export { runClosedLoop } from './closed-loop.js';
