/** `waymark models [MODEL]`: versions, aliases and how they came about. */

import type { ModelVersion, RegisteredModel } from '@waymark/contracts';
import type { Command } from '../command.js';
import { homeOf, registryOf } from '../project-context.js';

const shownHistory = 5;

export const modelsCommand: Command = {
  positionals: { least: 0, most: 1 },
  options: { home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" } },
  async run(input) {
    const home = homeOf(input);
    const only = input.positionals[0];
    const registry = await registryOf(input);
    const models = only === undefined ? await registry.models() : oneOrNone(await registry.model(only));
    const text =
      models.length === 0
        ? `no ${only ?? 'models'} in ${home} yet: npx turbo run promote`
        : models.map(renderModel).join('\n\n');
    return { text, json: models };
  },
};

function oneOrNone<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item];
}

function renderModel(model: RegisteredModel): string {
  const versions = model.versions.map((version) => renderVersion(version, model));
  const history = model.history.slice(-shownHistory).map(({ at, aliases, reason }) => {
    const moves = Object.entries(aliases).map(
      ([alias, version]) => `${alias} ${version === null ? '-' : `v${version}`}`,
    );
    const line = `  ${at.slice(0, 19).replace('T', ' ')}  ${moves.join(', ')}: ${reason}`;
    return line.length > 80 ? `${line.slice(0, 79)}…` : line;
  });
  return [model.model, ...versions, ...(history.length > 0 ? ['history', ...history] : [])].join('\n');
}

function renderVersion(version: ModelVersion, { aliases }: RegisteredModel): string {
  const names = Object.entries(aliases).flatMap(([alias, target]) =>
    target === version.version ? [alias] : [],
  );
  const commit =
    version.gitSha === null ? '' : `  git ${version.gitSha.slice(0, 7)}${version.dirty ? ' + changes' : ''}`;
  const state = version.quarantine ? 'quarantined' : names.join(', ');
  const registered = version.registeredAt.slice(0, 19).replace('T', ' ');
  return `  v${String(version.version).padEnd(4)} ${version.manifestSha256.slice(0, 12)}  ${registered}  ${state.padEnd(22)}${commit}`;
}
