/** `waymark status [MODEL]`: what is champion, what a server answers with, and what has been logged, at one look. */

import type { ModelRegistry, RegisteredModel } from '@waymark/contracts';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { openLogSegments } from '../prediction-log.js';
import { homeOf, registryOf, textOption } from '../project-context.js';
import { type ServedVersion, servedVersion } from '../served-version.js';

interface ModelState {
  readonly model: string;
  readonly champion: number | null;
  /** When it became that, and why. */
  readonly since: string | null;
  readonly reason: string | null;
  readonly challenger: number | null;
  readonly versions: number;
  readonly quarantined: readonly number[];
  readonly server: ServedVersion;
}

interface LogState {
  readonly segments: number;
  /** When something was last written; null for an empty log. */
  readonly writtenAt: string | null;
}

export const statusCommand: Command = {
  positionals: { least: 0, most: 1 },
  options: {
    url: { type: 'string', value: 'URL', help: 'the server (default http://127.0.0.1:PORT)' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const url = textOption(input, 'url') ?? input.environment.serverUrl;
    if (!URL.canParse(url))
      throw usageError(`--url must be a URL, such as http://127.0.0.1:8080; got '${url}'`);
    const found = await modelsOf(await registryOf(input), input.positionals[0]);
    const models = await Promise.all(found.map((model) => stateOf(model, url)));
    const log = await logState(homeOf(input));
    const none = `no ${input.positionals[0] ?? 'models'} in ${homeOf(input)} yet: npx turbo run promote`;
    const text = [
      ...(models.length === 0 ? [none] : models.map((model) => render(model, url))),
      renderLog(log),
    ];
    return { text: text.join('\n'), json: { models, log } };
  },
};

async function modelsOf(
  registry: ModelRegistry,
  name: string | undefined,
): Promise<readonly RegisteredModel[]> {
  if (name === undefined) return registry.models();
  const model = await registry.model(name);
  return model ? [model] : [];
}

async function stateOf(
  { model, versions, aliases, history }: RegisteredModel,
  url: string,
): Promise<ModelState> {
  const { champion = null, challenger = null } = aliases;
  const change = history.findLast((each) => each.aliases.champion === champion);
  return {
    ...{ model, champion, challenger, versions: versions.length },
    ...{ since: change?.at ?? null, reason: change?.reason ?? null },
    quarantined: versions.flatMap(({ version, quarantine }) => (quarantine ? [version] : [])),
    server: await servedVersion(url, model),
  };
}

async function logState(home: string): Promise<LogState> {
  const segments = await openLogSegments(home);
  const writtenAtMs = Math.max(...segments.map((segment) => segment.writtenAtMs));
  return {
    segments: segments.length,
    writtenAt: segments.length === 0 ? null : new Date(writtenAtMs).toISOString(),
  };
}

function render({ server, ...state }: ModelState, url: string): string {
  const { model, champion, challenger, versions, quarantined, since, reason } = state;
  const others = [
    ...(challenger === null ? [] : [`challenger v${challenger}`]),
    ...(quarantined.length === 0
      ? []
      : [`quarantined ${quarantined.map((version) => `v${version}`).join(', ')}`]),
  ];
  return [
    model,
    champion === null
      ? `  champion  none: npx waymark promote ${model}`
      : shortened(`  champion  v${champion} since ${minutesOf(since)}: ${reason}`),
    `  versions  ${[versions, ...others].join(', ')}`,
    `  server    ${url} ${describe(server, champion)}`,
  ].join('\n');
}

function describe(server: ServedVersion, champion: number | null): string {
  if (server.state === 'away') return 'does not answer: npx turbo run serve';
  if (server.state === 'unknown') return 'does not serve it';
  const isBehind = champion !== null && server.version !== String(champion);
  return `serves v${server.version}${isBehind ? ', not the champion: see its log' : ''}`;
}

function renderLog({ segments, writtenAt }: LogState): string {
  return writtenAt === null
    ? 'log         no predictions yet'
    : `log         ${segments} ${segments === 1 ? 'file' : 'files'}, last written ${minutesOf(writtenAt)}`;
}

function minutesOf(time: string | null): string {
  return time === null ? 'an unknown time' : time.slice(0, 16).replace('T', ' ');
}

function shortened(line: string): string {
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
