/** Every test of the workspace in one run, with one closing line of counts. */

import { defineConfig } from 'vitest/config';
import { CountReporter } from './scripts/count-reporter.ts';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/{src,bin}/**/*.test.{ts,mjs}',
      'scripts/**/*.test.{ts,mjs}',
    ],
    // Native addons (onnxruntime, DuckDB) and child processes want processes of their own, not threads.
    pool: 'forks',
    maxWorkers: 2,
    // A full machine runs these at a tenth of the speed; a test that hangs still ends.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { ORT_DISABLE_TELEMETRY: '1', TURBO_TELEMETRY_DISABLED: '1' },
    reporters: ['default', new CountReporter()],
  },
});
