/**
 * The registry's memory of one model: a folder of numbered files, each with the whole state; the highest is in force.
 * Writing is a compare-and-swap: read N, compute the next state, create N+1. When another process created it first,
 * read again. There are no locks, so a killed process blocks nobody, and a reader needs no permission to write.
 *
 *   00000041.json   00000042.json  <- in force   00000043.json  <- link(2) succeeds for one writer only
 */

import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aliases, formatVersion, type RegisteredModel, sha256 } from '@waymark/contracts';
import { z } from 'zod';
import { createExclusive, hasErrno } from './durable-file.js';
import { registryCorrupt, registryFormatNewer } from './errors.js';
import { describeIssues, newerFormatVersion, parseJson, stringifyJson } from './json-document.js';
import { removeStale } from './temporary-path.js';

/** Older states are removed. They are of use to people only. */
const keptStates = 50;
const supportedFormat = 1;

const versionNumber = z.int().min(1);
const alias = z.enum(aliases);

const storedState = z.strictObject({
  formatVersion: formatVersion(supportedFormat),
  model: z.string(),
  versions: z.array(
    z.strictObject({
      model: z.string(),
      version: versionNumber,
      manifestSha256: sha256,
      registeredAt: z.string(),
      gitSha: z.string().nullable(),
      dirty: z.boolean().nullable(),
      quarantine: z.strictObject({ reason: z.string(), at: z.string() }).nullable(),
    }),
  ),
  aliases: z.partialRecord(alias, versionNumber),
  history: z.array(
    z.strictObject({
      at: z.string(),
      reason: z.string(),
      aliases: z.partialRecord(alias, versionNumber.nullable()),
    }),
  ),
});

interface NumberedState {
  readonly number: number;
  readonly model: RegisteredModel;
}

/** The state in force, or undefined when there is none. */
export async function readState(folder: string): Promise<NumberedState | undefined> {
  for (;;) {
    const number = await highestNumber(folder);
    if (number === 0) return undefined;
    try {
      return { number, model: parseState(stateFile(folder, number), await readStateFile(folder, number)) };
    } catch (error) {
      // Writers were so fast that the file was removed as an old one: read the newer one.
      if (!hasErrno(error, 'ENOENT')) throw error;
    }
  }
}

/**
 * Replaces the state in force with what `next` makes of it, as often as it takes to be first.
 * @param next pure; returns the same object when there is nothing to change.
 */
export async function updateState(
  folder: string,
  next: (current: RegisteredModel | undefined) => RegisteredModel,
): Promise<RegisteredModel> {
  for (;;) {
    const current = await readState(folder);
    const model = next(current?.model);
    if (model === current?.model) return model;
    if (await commitState(folder, { number: (current?.number ?? 0) + 1, model })) return model;
  }
}

/** Puts the state in force. @returns false when another process was first. */
export async function commitState(folder: string, { number, model }: NumberedState): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const file = stateFile(folder, number);
  if (!(await createExclusive(file, stringifyJson({ formatVersion: supportedFormat, ...model }))))
    return false;
  // A process that slept while others wrote finds its number free again: it was taken, and removed as an old one.
  // Numbers within the kept ones of the highest were never removed, so being among them proves that we were first.
  const highest = await highestNumber(folder);
  if (highest - number >= keptStates) {
    await rm(file, { force: true });
    return false;
  }
  await prune(folder, highest);
  return true;
}

async function prune(folder: string, highest: number): Promise<void> {
  const old = (await numbersIn(folder)).filter((number) => number <= highest - keptStates);
  for (const number of old) await rm(stateFile(folder, number), { force: true });
  await removeStale(folder);
}

function parseState(file: string, text: string): RegisteredModel {
  const document = parseJson(text);
  const found = newerFormatVersion(document, supportedFormat);
  if (found !== undefined) throw registryFormatNewer(file, { found, supported: supportedFormat });
  const parsed = storedState.safeParse(document);
  if (!parsed.success) throw registryCorrupt(file, describeIssues(parsed.error));
  const { formatVersion: _, ...model } = parsed.data;
  return model;
}

async function readStateFile(folder: string, number: number): Promise<string> {
  return readFile(stateFile(folder, number), 'utf8');
}

/** 0 when the folder is empty or absent. */
async function highestNumber(folder: string): Promise<number> {
  return (await numbersIn(folder)).reduce((highest, number) => Math.max(highest, number), 0);
}

async function numbersIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  });
  return names.flatMap((name) => /^(\d{8,})\.json$/.exec(name)?.[1] ?? []).map(Number);
}

function stateFile(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(8, '0')}.json`);
}
