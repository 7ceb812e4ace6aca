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

/** A list of numbers that the layer always has; a single number stands for a list of one. */
export function numbersIn(config: LayerConfig, key: string): readonly number[] {
  const values: readonly unknown[] = [config[key]].flat();
  return values.map((value) => {
    if (typeof value !== 'number')
      throw new TypeError(`config.${key} must hold numbers; got ${String(value)}`);
    return value;
  });
}

/** A layer or a cell inside of another one's config. */
export interface SerializedLayer {
  readonly className: string;
  readonly config: LayerConfig;
}

/** The layer that a wrapper always has. */
export function layerIn(config: LayerConfig, key: string): SerializedLayer {
  return toSerializedLayer(config[key], key);
}

/** The layers that a stack always has. */
export function layersIn(config: LayerConfig, key: string): readonly SerializedLayer[] {
  const value = config[key];
  if (!Array.isArray(value)) throw new TypeError(`config.${key} must be a list; got ${String(value)}`);
  return value.map((each) => toSerializedLayer(each, key));
}

function toSerializedLayer(value: unknown, key: string): SerializedLayer {
  if (!isRecord(value) || !isRecord(value.config))
    throw new TypeError(`config.${key} must hold a className and a config; got ${String(value)}`);
  return { className: textIn(value, 'className'), config: value.config };
}

function isRecord(value: unknown): value is LayerConfig {
  return typeof value === 'object' && value !== null;
}
