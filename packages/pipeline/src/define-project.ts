/** From a definition to the project that the steps read: checked, with its classes and the hash of its parameters. */

import { createHash } from 'node:crypto';
import { featuresOf, labelOf } from '@waymark/contracts';
import { invalidProject } from './errors.js';
import type { Project, ProjectDefinition } from './project.js';

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
