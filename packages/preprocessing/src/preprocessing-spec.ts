/**
 * The preprocessing of a project: one chain of transforms a column, and crosses of columns. The rules that both must keep
 * are checked before anything is fitted, from the schema alone, and all mistakes found together.
 */

import { type ColumnSchema, type FeatureSchema, featuresOf, isNumeric } from '@waymark/contracts';
import { crossSchema, type FeatureCrossSpec } from './feature-cross.js';
import type { Stage } from './transforms/transform.js';
import { type TransformKind, type TransformSpec, transformOf, transforms } from './transforms/transforms.js';

/** Column name → its chain, or a name of one's own → a cross. Plain JSON, so that a hash of it names what it does. */
export type PreprocessingSpec = Readonly<Record<string, readonly TransformSpec[] | FeatureCrossSpec>>;

/** What is wrong with the chains and the crosses; empty when nothing is. */
export function preprocessingProblems(spec: PreprocessingSpec, schema: FeatureSchema): readonly string[] {
  const features = featuresOf(schema);
  const crosses = crossesOf(spec);
  const crossed = new Set(crosses.flatMap(({ cross }) => cross.columns));
  const known = new Set([...features, ...crosses].map(({ name }) => name));
  const strangers = Object.keys(spec).filter((name) => !known.has(name));
  return [
    ...strangers.map((name) => `${name}: there is no such feature in the schema; remove its chain`),
    ...features
      .filter((column) => !crossed.has(column.name) || chainOf(spec, column).length > 0)
      .flatMap((column) => named(column.name, chainProblems(chainOf(spec, column), column))),
    ...crosses.flatMap(({ name, cross }) => named(name, crossProblems({ name, cross }, schema))),
  ];
}

/** The column's chain; empty when it has none. */
export function chainOf(spec: PreprocessingSpec, { name }: ColumnSchema): readonly TransformSpec[] {
  const entry = Object.hasOwn(spec, name) ? spec[name] : undefined;
  return entry === undefined || 'kind' in entry ? [] : entry;
}

export interface NamedCross {
  readonly name: string;
  readonly cross: FeatureCrossSpec;
}

/** The crosses, in the order of the spec. */
export function crossesOf(spec: PreprocessingSpec): readonly NamedCross[] {
  return Object.entries(spec).flatMap(([name, entry]) => ('kind' in entry ? [{ name, cross: entry }] : []));
}

/** The names whose chains learn from the target. */
export function columnsThatNeedTarget(spec: PreprocessingSpec): readonly string[] {
  return Object.entries(spec)
    .filter(([, entry]) =>
      ('kind' in entry ? entry.chain : entry).some(
        ({ kind }) => Object.hasOwn(transforms, kind) && transformOf(kind).needsTarget,
      ),
    )
    .map(([name]) => name);
}

function named(name: string, problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `${name}: ${problem}`);
}

function crossProblems({ name, cross }: NamedCross, schema: FeatureSchema): readonly string[] {
  const problems: string[] = [];
  const texts = featuresOf(schema).filter((column) => !isNumeric(column));
  if (schema.columns.some((column) => column.name === name))
    problems.push('a cross must have a name that no column has');
  const distinct = new Set(cross.columns).size;
  if (distinct < 2 || distinct < cross.columns.length)
    problems.push('a cross must name two columns or more, each once');
  for (const column of cross.columns)
    if (!texts.some((text) => text.name === column))
      problems.push(`a cross takes text features; the schema has no '${column}' among them`);
  return [...problems, ...chainProblems(cross.chain, crossSchema(name))];
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
