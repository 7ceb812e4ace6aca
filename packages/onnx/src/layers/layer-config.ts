/** Typed reading of a tfjs layer's config, which tfjs itself types as a loose dictionary. */

export type LayerConfig = Readonly<Record<string, unknown>>;

/** A number that the layer always has. A TypeError means that this is not the layer that it says it is. */
export function numberIn(config: LayerConfig, key: string): number {
  const value = config[key];
  if (typeof value !== 'number') throw new TypeError(`config.${key} must be a number; got ${String(value)}`);
  return value;
}

/** A text that the layer always has. */
export function textIn(config: LayerConfig, key: string): string {
  const value = config[key];
  if (typeof value !== 'string') throw new TypeError(`config.${key} must be a text; got ${String(value)}`);
  return value;
}
