/**
 * A project is data: what to predict, from which columns, with which transforms and model, and what must hold before
 * it may serve. Everything else is convention; the steps read this definition and are the same for every project.
 */

import { createHash } from 'node:crypto';
import { type FeatureSchema, featuresOf, labelOf } from '@waymark/contracts';
import type { PolicyOptions } from '@waymark/drift';
import type { Gates } from '@waymark/evaluation';
import type { PreprocessingSpec } from '@waymark/preprocessing';
import type { FitOptions, ModelDefinition } from '@waymark/training';
import type { ProjectSource } from './data-source.js';
import { invalidProject } from './errors.js';
import type { DataStep, EvaluateStep, TrainStep } from './steps/step.js';

export interface ProjectDefinition {
  /** Lower case, digits and hyphens; the model's name in the registry and on the wire. */
  readonly name: string;
  readonly task: 'binary-classification';
  readonly schema: FeatureSchema;
  /** The label's value that is predicted; its probability is compared with the threshold. */
  readonly positiveClass: string;
  readonly source: ProjectSource;
  /** Shares of the rows; the rest is for training. `seed` picks another split of the same data. */
  readonly split: { readonly validation: number; readonly test: number; readonly seed: number };
  /** One transform chain per feature. */
  readonly preprocessing: PreprocessingSpec;
  readonly model: ModelDefinition;
  readonly training: Omit<FitOptions, 'onEpoch' | 'signal'>;
  readonly gates: Gates;
  readonly monitoring: MonitoringDefinition;
  readonly retraining: RetrainingDefinition;
  /** Replaces single steps; the rest of the pipeline stays as it is. */
  readonly steps?: { readonly data?: DataStep; readonly train?: TrainStep; readonly evaluate?: EvaluateStep };
}

export interface MonitoringDefinition extends PolicyOptions {
  /** The newest predictions that make the window. */
  readonly windowRows: number;
}

export interface RetrainingDefinition {
  /** Fewer labelled predictions than this are not enough to train on. */
  readonly minimumRows: number;
}

export interface Project extends ProjectDefinition {
  /** In the label column's order: the order of the `probabilities` output. */
  readonly classes: readonly [string, string];
  /** sha256 of everything in the definition that changes a result. */
  readonly parametersHash: string;
}

/** Checks a definition and completes it. Throws one error with all problems. */
export function defineProject(definition: ProjectDefinition): Project {
  const classes = labelOf(definition.schema).values;
  const problems = problemsOf(definition, classes);
  const [first, second] = classes;
  if (problems.length > 0 || first === undefined || second === undefined)
    throw invalidProject(definition.name, problems);
  return { ...definition, classes: [first, second], parametersHash: hashParameters(definition) };
}

function problemsOf(definition: ProjectDefinition, classes: readonly string[]): readonly string[] {
  const { name, split, positiveClass, schema } = definition;
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9-]*$/.test(name)) problems.push(`name must match ^[a-z][a-z0-9-]*$; got '${name}'`);
  if (classes.length !== 2) problems.push(`the label must have 2 values; got ${classes.join(', ')}`);
  if (!classes.includes(positiveClass))
    problems.push(`positiveClass must be one of ${classes.join(', ')}; got '${positiveClass}'`);
  if (featuresOf(schema).length === 0) problems.push('the schema must have at least one feature');
  const held = split.validation + split.test;
  if (!(split.validation > 0 && split.test > 0 && held < 1))
    problems.push(`split.validation and split.test must be above 0 and below 1 together; got ${held}`);
  return problems;
}

/** Functions cannot be hashed: what they do is in the code hash, what they are called with is in their options. */
function hashParameters(definition: ProjectDefinition): string {
  const { name, task, schema, positiveClass, source, split, preprocessing, model, training } = definition;
  const parameters = { name, task, schema, positiveClass, source, split, preprocessing, model, training };
  return createHash('sha256').update(JSON.stringify(parameters)).digest('hex');
}
