/** A registry with a champion for tests: 3 columns, simulated, and trained in a second. */

import { join } from 'node:path';
import { featureSchema, type Table } from '@waymark/contracts';
import {
  artifactPaths,
  dataStep,
  defineProject,
  evaluateStep,
  resolveProjectData,
  silentProgress,
  trainStep,
} from '@waymark/pipeline';
import { oneHotEncoder, standardScaler } from '@waymark/preprocessing';
import { FileModelRegistry } from '@waymark/registry';
import { logisticRegression } from '@waymark/training';

/** The older half leaves; more of them in Oslo. */
function people({ rows }: { readonly rows: number }): Table {
  const numbers = Array.from({ length: rows }, (_, i) => i);
  const age = numbers.map((i) => 18 + ((i * 7) % 60));
  const city = numbers.map((i) => (i % 3 === 0 ? 'Oslo' : 'Bergen'));
  const left = age.map((years, i) => (years + (city[i] === 'Oslo' ? 10 : 0) + (i % 5) > 50 ? 'Yes' : 'No'));
  return {
    rows,
    columns: { id: numbers.map((i) => `P${i}`), age: Float64Array.from(age), city, left },
  };
}

/** Trains with the seed, registers in `<folder>/home`, and makes it the champion. Returns the home and the version. */
export async function tinyChampion(
  folder: string,
  seed: number,
): Promise<{ readonly home: string; readonly version: number }> {
  const project = defineProject({
    name: 'tiny',
    task: 'binary-classification',
    schema: featureSchema.parse({
      columns: [
        { name: 'id', type: 'text', role: 'key' },
        { name: 'age', type: 'integer', min: 0 },
        { name: 'city', type: 'category', values: ['Bergen', 'Oslo'] },
        { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
      ],
    }),
    positiveClass: 'Yes',
    source: { kind: 'simulated', rows: 400, seed, generate: people },
    split: { validation: 0.2, test: 0.2, seed },
    preprocessing: { age: [standardScaler()], city: [oneHotEncoder()] },
    model: logisticRegression(),
    training: { ...logisticRegression.training, epochs: 5, seed },
    gates: { minimum: { rocAuc: 0.5 }, notWorseThanChampion: { metric: 'logLoss', margin: 1 } },
    monitoring: { windowRows: 500 },
    retraining: { minimumRows: 300 },
  });
  const paths = artifactPaths(join(folder, `artifacts-${seed}`));
  const context = { paths, progress: silentProgress, codeHash: '0'.repeat(64), backend: 'wasm' as const };
  const files = { dataFile: undefined, projectFolder: folder, cacheFolder: folder };
  await dataStep(project, await resolveProjectData(project, files), context);
  await trainStep(project, context);
  await evaluateStep(project, context);
  const home = join(folder, 'home');
  const registry = new FileModelRegistry(home);
  const { version } = await registry.register(paths.bundle, { gitSha: null, dirty: null });
  await registry.moveAliases('tiny', { aliases: { champion: version }, reason: 'test' });
  return { home, version };
}
