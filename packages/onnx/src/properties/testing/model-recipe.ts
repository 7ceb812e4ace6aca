/**
 * For tests: a tfjs model as data. It can be built, printed as code and taken apart, which a model cannot.
 *
 *   x0 = input({"shape":[4,3]})
 *   s0 = lstm({"units":2,"returnState":true})(x0)
 *   s1 = add({})(s0, s0.1)
 *   outputs: s1, s0.2
 */

/** Without the batch; null where the length is known only when the model runs. */
export type RowShape = readonly (number | null)[];

export interface InputRecipe {
  readonly id: string;
  readonly shape: RowShape;
  readonly dtype: 'float32' | 'int32';
  /** Rows of a table of this many. Default: numbers of both signs. */
  readonly indicesBelow?: number;
  /** Some of the steps hold this number only, for a layer that masks them. */
  readonly blank?: number;
}

/** A name in `tf.layers` and its options; a layer or cell inside of another one is a recipe, too. */
export interface LayerRecipe {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** An own layer, the layer of an earlier step once more, or a model. */
export type StepSource = LayerRecipe | { readonly layerOf: string } | { readonly model: ModelRecipe };

export interface StepRecipe {
  readonly id: string;
  readonly source: StepSource;
  /** Values: the id of an input or of a step, its further outputs as `s0.1`. */
  readonly from: readonly string[];
}

export interface ModelRecipe {
  readonly inputs: readonly InputRecipe[];
  /** Each after what it takes. */
  readonly steps: readonly StepRecipe[];
  readonly outputs: readonly string[];
}

export function isLayerRecipe(value: unknown): value is LayerRecipe {
  return typeof value === 'object' && value !== null && 'kind' in value && 'options' in value;
}

/** A model inside of a layer. */
export function isModelSource(value: unknown): value is { readonly model: ModelRecipe } {
  return typeof value === 'object' && value !== null && 'model' in value;
}

/** The value of output `index` of a step. */
export function valueName(step: string, index: number): string {
  return index === 0 ? step : `${step}.${index}`;
}

/** The step or the input that a value comes from. */
export function sourceOf(value: string): string {
  return value.replace(/\..*$/, '');
}

/** Layers, those of models in it included. */
export function countLayers({ steps }: ModelRecipe): number {
  return steps.reduce((total, { source }) => total + countIn(source), 0);
}

function countIn(source: StepSource): number {
  if ('model' in source) return countLayers(source.model);
  const inner = 'kind' in source ? source.options.layer : undefined;
  return isModelSource(inner) ? 1 + countLayers(inner.model) : 1;
}

/** One line an input and a step. */
export function describeRecipe({ inputs, steps, outputs }: ModelRecipe): string {
  const lines = [
    ...inputs.map(({ id, ...options }) => `${id} = input(${JSON.stringify(options)})`),
    ...steps.map(({ id, source, from }) => `${id} = ${describeSource(source)}(${from.join(', ')})`),
    `outputs: ${outputs.join(', ')}`,
  ];
  return lines.join('\n');
}

function describeSource(source: StepSource): string {
  if ('layerOf' in source) return `the layer of ${source.layerOf}`;
  if ('model' in source) return `model {\n  ${describeRecipe(source.model).replaceAll('\n', '\n  ')}\n}`;
  return describeLayer(source);
}

function describeLayer({ kind, options }: LayerRecipe): string {
  const parts = Object.entries(options).map(([key, value]) => `${key}: ${describeOption(value)}`);
  return `${kind}(${parts.length === 0 ? '' : `{ ${parts.join(', ')} }`})`;
}

function describeOption(value: unknown): string {
  if (isLayerRecipe(value)) return describeLayer(value);
  if (isModelSource(value)) return describeSource(value);
  return Array.isArray(value) ? `[${value.map(describeOption).join(', ')}]` : JSON.stringify(value);
}
