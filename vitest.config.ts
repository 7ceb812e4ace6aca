/**
 * Every test of the workspace in one run, with one closing line of counts. Most files share processes, one after the
 * other: starting a process and loading onnxruntime, tfjs or Fastify in it takes longer than most of them.
 */

import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { CountReporter } from './scripts/count-reporter.ts';
import { LongestFirst } from './scripts/longest-first.ts';

const all = [
  'packages/*/src/**/*.test.ts',
  'apps/*/{src,bin}/**/*.test.{ts,mjs}',
  'scripts/**/*.test.{ts,mjs}',
  'benchmarks/**/*.test.js',
];

/** Files that get a process each. */
const apart = [
  // Long ones: their time is that of the processes that they start.
  'apps/loop/src/**/*.test.ts',
  'packages/mlflow/src/*.test.ts',
  'packages/registry/src/crash-safety.test.ts',
  // They select the backend of tfjs and register layers with it, which lasts as long as the process.
  'packages/training/src/**/*.test.ts',
  'packages/onnx/src/layers/append-layers-model.test.ts',
];

/** Files that want tfjs as it is when it is loaded. */
const tfjs = ['packages/onnx/src/**/*.test.ts'];

function project(name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return { extends: true, test: { name, ...test } };
}

export default defineConfig({
  test: {
    projects: [
      project('apart', { include: apart, isolate: true }),
      project('tfjs', { include: tfjs, exclude: apart, isolate: false }),
      project('together', { include: all, exclude: [...apart, ...tfjs], isolate: false }),
    ],
    // Native addons (onnxruntime, DuckDB) and child processes want processes of their own, not threads.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A full machine runs these at a tenth of the speed; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The same for what is waited for: a version is loaded in a process of its own first.
    expect: { poll: { timeout: 20_000 } },
    // A Python that may not keep what it compiled takes twice as long to start, in every test with an MLflow server.
    env: { ORT_DISABLE_TELEMETRY: '1', TURBO_TELEMETRY_DISABLED: '1', PYTHONDONTWRITEBYTECODE: '' },
    reporters: ['default', new CountReporter()],
  },
});
