/** Finding the live run of the training that a bundle came from: by what both were made of. */

import type { ModelManifest } from '@waymark/contracts';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { Run } from '../client/runs.js';
import { bundleTag, lineageKeys } from './run-entries.js';

/** The tag that says what a live run tells of. */
export const kindTag = 'waymark.kind';

/**
 * The newest finished training of the same data, parameters, code and backend that no bundle was published to yet.
 * Undefined when the training was not told of, as of one that came out of a cache.
 */
export async function findTraining(
  client: MlflowClient,
  { experimentId, manifest }: { readonly experimentId: string; readonly manifest: ModelManifest },
): Promise<Run | undefined> {
  const { lineage, model } = manifest;
  const conditions = [
    "attributes.status = 'FINISHED'",
    `tags.\`${kindTag}\` = 'training'`,
    `tags.\`${lineageKeys.dataHash}\` = '${lineage.dataHash}'`,
    `tags.\`${lineageKeys.parametersHash}\` = '${lineage.parametersHash}'`,
    `tags.\`${lineageKeys.codeHash}\` = '${lineage.codeHash}'`,
    `params.\`backend\` = '${model.backend}'`,
  ];
  const search = client.runs.search({
    experiment_ids: [experimentId],
    filter: conditions.join(' and '),
    order_by: ['attributes.start_time DESC'],
  });
  for await (const run of search) if (!run.data.tags.some(({ key }) => key === bundleTag)) return run;
  return undefined;
}
