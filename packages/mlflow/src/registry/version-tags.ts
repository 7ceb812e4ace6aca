/** A version's tags on the server: what a ModelVersion says beyond its number, and the lineage for people. */

import type { ModelManifest, ModelVersion } from '@waymark/contracts';
import { z } from 'zod';
import type { RegisteredVersion } from '../client/model-versions.js';
import type { NewTag } from '../client/wire-values.js';
import { bundleTag } from '../tracker/run-entries.js';
import { parseJson } from '../transport/failure.js';

const registeredTag = 'waymark.registered_at';
const gitShaTag = 'waymark.git_sha';
const gitDirtyTag = 'waymark.git_dirty';
const quarantineTag = 'waymark.quarantine';

/** What a version is registered with. */
export interface VersionSource {
  readonly gitSha: string | null;
  readonly dirty: boolean | null;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
}

type Quarantine = NonNullable<ModelVersion['quarantine']>;

const quarantine = z.object({ reason: z.string(), at: z.string() });

/** The tags that a version is created with, so that one without its hash never exists. */
export function tagsOfVersion(
  { lineage, data }: ModelManifest,
  manifestSha256: string,
  { gitSha, dirty, registeredAt }: VersionSource,
): NewTag[] {
  return [
    { key: bundleTag, value: manifestSha256 },
    { key: registeredTag, value: registeredAt },
    { key: 'waymark.data_sha256', value: lineage.dataHash },
    { key: 'waymark.parameters_sha256', value: lineage.parametersHash },
    { key: 'waymark.code_sha256', value: lineage.codeHash },
    { key: 'waymark.data_source', value: data.source },
    ...(gitSha === null ? [] : [{ key: gitShaTag, value: gitSha }]),
    ...(dirty === null ? [] : [{ key: gitDirtyTag, value: String(dirty) }]),
  ];
}

export function quarantineTagOf(entry: Quarantine): NewTag {
  return { key: quarantineTag, value: JSON.stringify(entry) };
}

/** Undefined for a version that was registered by other means: nothing says what its bytes must be. */
export function versionOf({ name, version, tags }: RegisteredVersion): ModelVersion | undefined {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  const manifestSha256 = values.get(bundleTag);
  if (manifestSha256 === undefined || !/^[0-9a-f]{64}$/.test(manifestSha256)) return undefined;
  const dirty = values.get(gitDirtyTag);
  return {
    model: name,
    version,
    manifestSha256,
    registeredAt: values.get(registeredTag) ?? '',
    gitSha: values.get(gitShaTag) ?? null,
    dirty: dirty === undefined ? null : dirty === 'true',
    quarantine: quarantineIn(values.get(quarantineTag)),
  };
}

/** A tag that somebody set by hand quarantines too: what it says is the reason. */
function quarantineIn(text: string | undefined): Quarantine | null {
  if (text === undefined) return null;
  const parsed = quarantine.safeParse(parseJson(text));
  return parsed.success ? parsed.data : { reason: text, at: '' };
}
