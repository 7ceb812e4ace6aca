/** How much one request may ask for, over every protocol. */

export interface RequestLimits {
  readonly maxRequestRows: number;
}
