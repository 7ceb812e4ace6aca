/**
 * The bundle against the champion on the same rows, the test split that the bundle was not trained on. Each model scores
 * them through its own served graph.
 */

import type { RegisteredModel } from '@waymark/contracts';
import { type Comparison, compareModels } from '@waymark/evaluation';
import { type Bundle, openBundle } from '@waymark/registry';
import type { Project } from './define-project.js';
import { binaryLabels, positiveProbabilities } from './labels.js';
import { readSplit } from './read-split.js';
import type { PromoteContext } from './steps/promote-step.js';
import { withTableSession } from './table-session.js';

const bootstrap = { resamples: 1000, level: 0.95, seed: 1 } as const;

export interface Challenge {
  /** The challenger's. */
  readonly bundle: Bundle;
  readonly model: RegisteredModel | undefined;
  /** A version of the model. */
  readonly champion: number;
  readonly context: PromoteContext;
}

export async function compareWithChampion(
  project: Project,
  { bundle, model, champion, context }: Challenge,
): Promise<Comparison> {
  const expected = model?.versions.find((version) => version.version === champion)?.manifestSha256;
  const folder = await context.registry.bundleFolder(project.name, champion);
  const other = await openBundle(folder, expected === undefined ? {} : { expectedManifestSha256: expected });
  const test = await readSplit(context.paths.data, 'test', project.schema);
  const score = async ({ model: bytes, manifest }: Bundle): Promise<Float64Array> => {
    const output = await withTableSession(bytes, manifest.schema, (session) => session.classify(test));
    return positiveProbabilities(output.probabilities, manifest);
  };
  context.progress.note(
    `champion v${champion} scored on the challenger's ${test.rows.toLocaleString('en-US')} test rows`,
  );
  const metric = project.gates.notWorseThanChampion?.metric ?? 'rocAuc';
  const thresholds = { challenger: bundle.manifest.threshold, champion: other.manifest.threshold };
  return compareModels(binaryLabels(test, project), await score(bundle), await score(other), {
    ...bootstrap,
    metric,
    thresholds,
  });
}
