/**
 * The order in which Vitest starts test files. Those that take long come first, longest first, so that the run does not
 * end with one of them alone on one core: Vitest's own order knows durations from earlier runs only, and a fresh clone
 * has none. Files of a project that shares its processes follow each other, else its processes would end and start.
 */

import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of ten seconds or more on two cores. Seconds are in a run's report: `npx vitest run --reporter=json`. */
export const longestFiles: readonly string[] = [
  'apps/loop/src/end-to-end/image.test.ts',
  'packages/mlflow/src/mlflow-server.test.ts',
  'packages/mlflow/src/chaos.test.ts',
  'apps/loop/src/end-to-end/mlflow.test.ts',
  'apps/loop/src/end-to-end/kill.test.ts',
  'apps/loop/src/end-to-end/bad-input.test.ts',
  'apps/loop/src/end-to-end/reference.test.ts',
  'apps/loop/src/closed-loop.test.ts',
  'apps/loop/src/end-to-end/first-minutes.test.ts',
  'packages/registry/src/crash-safety.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    return longestFirst(await super.sort(files), ({ moduleId }) => relative(root, moduleId));
  }
}

/** Moves the files that take long to the front; the others keep their order. */
export function longestFirst<File>(files: readonly File[], pathOf: (file: File) => string): File[] {
  const place = (file: File): number => {
    const index = longestFiles.indexOf(pathOf(file));
    return index < 0 ? longestFiles.length : index;
  };
  return files.toSorted((a, b) => place(a) - place(b));
}
