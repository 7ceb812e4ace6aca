/**
 * The bundle against the champion on the same rows, the test split that the bundle was not trained on. Each model scores
 * them through its own served graph.
 */

import type { ModelRegistry, RegisteredModel } from '@waymark/contracts';
import { type Comparison, compareModels } from '@waymark/evaluation';
import { type Bundle, openBundle } from '@waymark/registry';
import type { ArtifactPaths } from './artifact-paths.js';
import { binaryLabels, positiveProbabilities } from './labels.js';
import type { Progress } from './progress.js';
import type { Project } from './project.js';
import { readSplit } from './read-split.js';
import { withTableSession } from './table-session.js';

const bootstrap = { resamples: 1000, level: 0.95, seed: 1 } as const;

export interface Challenge {
  /** The challenger's. */
  readonly bundle: Bundle;
  readonly model: RegisteredModel | undefined;
  /** A version of the model. */
  readonly champion: number;
  readonly paths: Pick<ArtifactPaths, 'data'>;
  readonly registry: ModelRegistry;
  readonly progress: Progress;
}

export async function compareWithChampion(
  project: Project,
  { bundle, model, champion, paths, registry, progress }: Challenge,
): Promise<Comparison> {
  const expected = model?.versions.find((version) => version.version === champion)?.manifestSha256;
  const folder = await registry.bundleFolder(project.name, champion);
  const other = await openBundle(folder, expected === undefined ? {} : { expectedManifestSha256: expected });
  const test = await readSplit(paths.data, 'test', project.schema);
  const score = async ({ model: bytes, manifest }: Bundle): Promise<Float64Array> => {
    const output = await withTableSession(bytes, manifest.schema, (session) => session.classify(test));
    return positiveProbabilities(output.probabilities, manifest);
  };
  progress.note(
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
