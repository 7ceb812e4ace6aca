/**
 * The preprocessing of a project: one chain of transforms a column, and the rules that a chain must keep. All mistakes
 * are found before anything is fitted, from the schema alone.
 */

import { type ColumnSchema, type FeatureSchema, featuresOf, isNumeric } from '@waymark/contracts';
import type { Stage } from './transforms/transform.js';
import { type TransformKind, type TransformSpec, transformOf, transforms } from './transforms/transforms.js';

/** Column name → its chain. Plain JSON, so that a hash of it names what it does. */
export type PreprocessingSpec = Readonly<Record<string, readonly TransformSpec[]>>;

/** What is wrong with the chains; empty when nothing is. */
export function preprocessingProblems(spec: PreprocessingSpec, schema: FeatureSchema): readonly string[] {
  const features = featuresOf(schema);
  const names = new Set(features.map(({ name }) => name));
  const strangers = Object.keys(spec).filter((name) => !names.has(name));
  return [
    ...strangers.map((name) => `${name}: there is no such feature in the schema; remove its chain`),
    ...features.flatMap((column) =>
      chainProblems(chainOf(spec, column), column).map((problem) => `${column.name}: ${problem}`),
    ),
  ];
}

/** The column's chain; empty when it has none. */
export function chainOf(spec: PreprocessingSpec, { name }: ColumnSchema): readonly TransformSpec[] {
  return Object.hasOwn(spec, name) ? (spec[name] ?? []) : [];
}

function chainProblems(chain: readonly TransformSpec[], column: ColumnSchema): readonly string[] {
  if (chain.length === 0) return ['it has no chain; give it at least one transform'];
  const problems: string[] = [];
  let stage: Stage = isNumeric(column) ? 'number' : 'text';
  let mayBeMissing = column.nullable;
  for (const spec of chain) {
    if (!Object.hasOwn(transforms, spec.kind)) return [...problems, `there is no transform '${spec.kind}'`];
    const next: Stage | undefined = stageAfter(spec.kind, spec, stage);
    if (next === undefined) return [...problems, `${spec.kind} cannot take ${stageNames[stage]}`];
    problems.push(...optionProblems(spec.kind, spec, stage));
    mayBeMissing &&= !transformOf(spec.kind).fillsMissing;
    stage = next;
  }
  if (stage === 'text') problems.push('it ends as text; end its chain with oneHotEncoder()');
  if (stage !== 'text' && mayBeMissing) problems.push('it is nullable; put an imputer into its chain');
  return problems;
}

/** The stage that the transform makes of this one; undefined when it does not take it. */
function stageAfter<Kind extends TransformKind>(
  kind: Kind,
  spec: TransformSpec<Kind>,
  stage: Stage,
): Stage | undefined {
  return transformOf(kind).stages(spec)[stage];
}

function optionProblems<Kind extends TransformKind>(
  kind: Kind,
  spec: TransformSpec<Kind>,
  stage: Stage,
): readonly string[] {
  return transformOf(kind).check(spec, stage);
}

const stageNames: Readonly<Record<Stage, string>> = {
  number: 'numbers',
  text: 'text',
  features: 'what is encoded already',
};
