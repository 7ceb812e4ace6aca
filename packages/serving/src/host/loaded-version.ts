/** One version of a model as its bundle says it is: what requests are checked against, and answers and logs tell. */

import type { ModelManifest } from '@waymark/contracts';
import type { ModelContract } from './model-contract.js';

export interface LoadedVersion {
  readonly model: string;
  readonly version: number;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly bundleFolder: string;
  readonly contract: ModelContract;
  /** A request of the Open Inference Protocol, for pages and documents. It was not checked against the schema. */
  readonly exampleRequest: unknown;
}
