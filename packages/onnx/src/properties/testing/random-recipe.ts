/**
 * For tests: a random tfjs model with up to 12 layers: branches that join, layers that are called again, models as
 * layers, masks, several inputs and outputs. What is refused is taken seldom (refusedShare), the rest must be exported.
 */

import type { SymbolicTensor } from '../../layers/walk-model.js';
import { type Assembly, assembleStep, newAssembly } from './build-model.js';
import { type Choices, choicesOf } from './choices.js';
import { activationLayers, featureLayers } from './feature-layers.js';
import { chooseJoin, type JoinableValue } from './joins.js';
import { isKnown, type LayerSite } from './layer-choice.js';
import {
  countLayers,
  describeRecipe,
  type InputRecipe,
  type LayerRecipe,
  type ModelRecipe,
  type RowShape,
  type StepRecipe,
  type StepSource,
  valueName,
} from './model-recipe.js';
import { chooseInput, chooseMaskedInput } from './random-inputs.js';
import { recurrentLayers, statesOf } from './recurrent-layers.js';
import { shapeLayers } from './shape-layers.js';
import { hasMaskBehind, keepsLengths } from './value-traits.js';
import { windowLayers } from './window-layers.js';

const mostLayers = 12;
const mostInnerLayers = 3;
const maskShare = 0.35;
/** tfjs loses a mask at the door of a model in a model, so that no recurrent layer behind it is exported. */
const maskedModelShare = 0.3;

/** By how often they are taken. */
const families = [
  featureLayers,
  activationLayers,
  shapeLayers,
  windowLayers,
  windowLayers,
  recurrentLayers,
  recurrentLayers,
];

interface DraftValue extends JoinableValue {
  readonly isInput: boolean;
}

/** A recipe that grows, and the symbolic tensors of tfjs that tell its shapes. */
interface Draft {
  readonly choices: Choices;
  readonly hasMasks: boolean;
  /** tfjs has few layers for values with more axes behind the batch. */
  readonly mostAxes: number;
  readonly assembly: Assembly;
  readonly inputs: readonly InputRecipe[];
  readonly steps: StepRecipe[];
  readonly values: DraftValue[];
}

/** The same seed gives the same recipe. */
export function randomRecipe(seed: number): ModelRecipe {
  const choices = choicesOf(seed);
  const hasMasks = choices.chance(maskShare);
  const inputs = Array.from({ length: choices.oneOf([1, 1, 1, 2, 2, 3]) }, (_, index) =>
    (index === 0 && hasMasks ? chooseMaskedInput : chooseInput)(choices, `x${index}`),
  );
  const draft = newDraft(inputs, { choices, hasMasks, mostAxes: 4, isInput: true });
  grow(draft, choices.integer(draft.steps.length + 1, mostLayers));
  return finish(draft);
}

function newDraft(
  inputs: readonly InputRecipe[],
  { isInput, ...rest }: Pick<Draft, 'choices' | 'hasMasks' | 'mostAxes'> & { readonly isInput: boolean },
): Draft {
  const draft: Draft = { ...rest, assembly: newAssembly(inputs), inputs, steps: [], values: [] };
  for (const each of inputs) {
    const { id, shape } = each;
    const first = firstLayer(each, draft);
    if (first) addStep(draft, first, [{ id, shape, isMasked: false, lengths: id, isInput }]);
    else draft.values.push({ id, shape, isMasked: false, lengths: id, isInput });
  }
  return draft;
}

/** Of a model as a layer. */
function newInnerDraft(shape: RowShape, { choices, hasMasks, mostAxes }: Draft): Draft {
  const inputs = [{ id: 'x0', shape, dtype: 'float32' } as const];
  return newDraft(inputs, { choices, hasMasks, mostAxes, isInput: false });
}

/** What an input is for: indices for an embedding, blanks for a masking layer. */
function firstLayer({ indicesBelow, blank, shape }: InputRecipe, draft: Draft): LayerRecipe | undefined {
  if (blank !== undefined) return { kind: 'masking', options: { maskValue: blank } };
  if (indicesBelow === undefined) return undefined;
  const maskZero = draft.hasMasks && shape.length === 1;
  const outputDim = draft.choices.integer(1, 4);
  return { kind: 'embedding', options: { inputDim: indicesBelow, outputDim, maskZero } };
}

/** Up to `size` layers. */
function grow(draft: Draft, size: number): void {
  const { choices } = draft;
  while (countLayers(draftRecipe(draft)) < size) {
    const value = choices.chance(0.5) ? draft.values.at(-1) : choices.oneOf(draft.values);
    if (value === undefined) throw new TypeError('a model must have an input');
    const room = size - countLayers(draftRecipe(draft));
    const isDone =
      (choices.chance(0.25) && addJoin(draft, value)) ||
      (choices.chance(0.1) && addSharedLayer(draft, value)) ||
      (choices.chance(0.08) && addModel(draft, value, Math.min(room, mostInnerLayers))) ||
      (choices.chance(0.04) && addModelOfSteps(draft, value, Math.min(room - 1, mostInnerLayers)));
    if (!isDone) addLayer(draft, value);
  }
}

function addLayer(draft: Draft, value: DraftValue): void {
  const { choices, hasMasks, mostAxes } = draft;
  const site: LayerSite = { ...value, hasMasks, choices, mostAxes };
  const fitting = families
    .map((family) => family.filter((choice) => choice.fits(site)))
    .filter((family) => family.length > 0);
  const choice = choices.oneOf(choices.oneOf(fitting));
  const layer: LayerRecipe = { kind: choice.kind, options: choice.options(site) };
  const withStates = choices.chance(0.3) ? startFromStates(layer, draft) : undefined;
  if (withStates) addStep(draft, withStates.layer, [value, ...withStates.states]);
  else addStep(draft, layer, [value]);
}

/** The layer with as many units as a vector of the model has values, which then is its initial state. */
function startFromStates(layer: LayerRecipe, { choices, hasMasks, values }: Draft) {
  const count = statesOf[layer.kind];
  const vectors = values.filter(({ shape }) => shape.length === 1);
  // Beside masks, tfjs gives the states to the recurrent layers behind as well, and fails on them.
  if (count === undefined || vectors.length === 0 || hasMasks) return undefined;
  const { shape } = choices.oneOf(vectors);
  const fitting = vectors.filter((each) => each.shape[0] === shape[0]);
  // No value twice: tfjs disposes it too early (executor.js counts it once).
  const states = Array.from({ length: count }, () =>
    fitting.splice(choices.integer(0, fitting.length - 1), 1),
  ).flat();
  if (states.length < count) return undefined;
  return { layer: { ...layer, options: { ...layer.options, units: shape[0] } }, states };
}

function addJoin(draft: Draft, value: DraftValue): boolean {
  const join = chooseJoin(value, draft.values, draft);
  if (join === undefined) return false;
  addStep(
    draft,
    join.layer,
    join.from.map((id) => valueIn(draft, id)),
  );
  return true;
}

/** A layer of the model once more, on a value like the one that it had. */
function addSharedLayer(draft: Draft, value: DraftValue): boolean {
  const candidates = draft.steps.filter(({ from }) => {
    const [first] = from;
    const taken = draft.values.find(({ id }) => id === first);
    return from.length === 1 && taken?.isMasked === value.isMasked && isSame(taken.shape, value.shape);
  });
  if (candidates.length === 0) return false;
  const { id, source } = draft.choices.oneOf(candidates);
  addStep(draft, 'layerOf' in source ? source : { layerOf: id }, [value]);
  return true;
}

function addModel(draft: Draft, value: DraftValue, size: number): boolean {
  const { choices } = draft;
  if (value.isMasked && !choices.chance(maskedModelShare)) return false;
  const inner = newInnerDraft(value.shape, draft);
  grow(inner, choices.integer(1, size));
  addStep(draft, { model: finish(inner) }, [value]);
  return true;
}

/** A model on each step of a sequence: timeDistributed wraps one with a single output. */
function addModelOfSteps(draft: Draft, value: DraftValue, size: number): boolean {
  const { choices, hasMasks, mostAxes } = draft;
  const shape = value.shape.slice(1);
  if (size < 1 || shape.length === 0 || !isKnown(shape) || hasMasks) return false;
  const inner = newInnerDraft(shape, { ...draft, mostAxes: mostAxes - 1 });
  grow(inner, choices.integer(1, size));
  const { steps } = inner;
  const last = steps.at(-1);
  if (last === undefined) return false;
  const model = { ...draftRecipe(inner), outputs: [last.id] };
  addStep(draft, { kind: 'timeDistributed', options: { layer: { model } } }, [value]);
  return true;
}

function addStep(draft: Draft, source: StepSource, taken: readonly DraftValue[]): void {
  const id = `s${draft.steps.length}`;
  const step = { id, source, from: taken.map((value) => value.id) };
  draft.steps.push(step);
  const outputs = assembleDrafted(draft);
  const [first] = taken;
  const own = 'layerOf' in source ? draft.steps.find((each) => each.id === source.layerOf)?.source : source;
  const isMasked = hasMaskBehind(own, {
    isMasked: first?.isMasked === true,
    supportsMasking: draft.assembly.layers.get(id)?.supportsMasking === true,
  });
  for (const [index, { shape }] of outputs.entries()) {
    const value = valueName(id, index);
    const lengths = keepsLengths(source) ? (first?.lengths ?? value) : value;
    draft.values.push({ id: value, shape: shape.slice(1), isMasked, lengths, isInput: false });
  }
}

/** Applies the last step. A recipe that tfjs refuses is a mistake in here, and is shown. */
function assembleDrafted(draft: Draft): readonly SymbolicTensor[] {
  const step = draft.steps.at(-1);
  if (step === undefined) throw new TypeError('a draft must have a step to assemble');
  try {
    return assembleStep(draft.assembly, step);
  } catch (cause) {
    throw new TypeError(`tfjs must take every step of\n${describeRecipe(draftRecipe(draft))}`, { cause });
  }
}

/** What nothing takes goes out, and now and then something else. */
function finish(draft: Draft): ModelRecipe {
  const taken = new Set(draft.steps.flatMap(({ from }) => from));
  const isOutput = (id: string) => !draft.inputs.some((each) => each.id === id);
  const outputs = draft.values
    .map(({ id }) => id)
    .filter((id) => !taken.has(id) || (isOutput(id) && draft.choices.chance(0.05)));
  return { ...draftRecipe(draft), outputs };
}

function draftRecipe({ inputs, steps }: Draft): ModelRecipe {
  return { inputs, steps, outputs: [] };
}

function valueIn({ values }: Draft, id: string): DraftValue {
  const value = values.find((each) => each.id === id);
  if (value === undefined) throw new TypeError(`${id} must be a value of the draft`);
  return value;
}

function isSame(a: RowShape, b: RowShape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
