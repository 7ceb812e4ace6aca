/**
 * What a rollout is, as a person writes it and as the server keeps it: which version takes part beside the champion, how,
 * for which share of the requests, and what ends it. Several candidates at once are left out.
 */

import type { RegisteredModel } from '@waymark/contracts';
import { isJsonObject, kindOf, Problems } from '../protocols/problems.js';
import { type GuardLimits, guardProblems } from './guard-limits.js';

export const rolloutModes = ['canary', 'shadow', 'ab'] as const;
export type RolloutMode = (typeof rolloutModes)[number];

export interface RolloutDocument {
  readonly formatVersion: 1;
  readonly mode: RolloutMode;
  /** A number of the registry's, or whichever version the alias names. */
  readonly candidate: { readonly version: number } | { readonly alias: 'challenger' };
  /** The share of keys that the candidate answers, or of requests that it shadows; 0 to 1. */
  readonly weight: number;
  /** Another salt deals the keys anew. Default: the model's name and the version. */
  readonly salt: string | undefined;
  readonly guard: Partial<GuardLimits> | undefined;
  /** Set once it is over: it never takes traffic again. */
  readonly ended: { readonly at: string; readonly reason: string } | undefined;
}

const fields = ['formatVersion', 'mode', 'version', 'alias', 'weight', 'salt', 'guard', 'ended'];

/** @throws `REQUEST_INVALID` with all problems. */
export function parseRollout(value: unknown): RolloutDocument {
  const problems = new Problems();
  const given = isJsonObject(value) ? value : {};
  if (given !== value) problems.add(`a rollout must be an object, got ${kindOf(value)}`);
  if (Object.keys(given).some((name) => !fields.includes(name)))
    problems.add(`a rollout may have the fields ${fields.join(', ')}, got another`);
  if (given.formatVersion !== undefined && given.formatVersion !== 1)
    problems.add('formatVersion must be 1, or left out; a newer one needs a newer server');
  const mode = rolloutModes.find((known) => known === given.mode);
  if (mode === undefined) problems.add(`mode must be ${rolloutModes.join(', ')}, got ${kindOf(given.mode)}`);
  const candidate = parseCandidate(given, problems);
  const weight = parseWeight(given, problems);
  const salt = parseSalt(given.salt, problems);
  for (const problem of guardProblems(given.guard)) problems.add(problem);
  if (given.guard !== undefined && mode !== 'shadow' && weight === 1)
    problems.add(
      'weight must be less than 1 with a guard: without requests of the champion it compares nothing',
    );
  const ended = parseEnded(given.ended, problems);
  problems.throwIfAny();
  return {
    ...{ formatVersion: 1, mode: mode ?? 'shadow', candidate, weight, salt, ended },
    // Safe: every field of it was checked.
    guard: given.guard as RolloutDocument['guard'],
  };
}

/** As it is kept and shown. */
export function describeRollout({ candidate, ...document }: RolloutDocument) {
  const { formatVersion, mode, weight, salt, guard, ended } = document;
  return { formatVersion, mode, ...candidate, weight, salt, guard, ended };
}

/** The version that takes part; undefined while the alias names none. */
export function candidateOf(
  { candidate }: RolloutDocument,
  { aliases }: RegisteredModel,
): number | undefined {
  return 'version' in candidate ? candidate.version : aliases[candidate.alias];
}

type Given = Readonly<Record<string, unknown>>;

function parseCandidate({ version, alias }: Given, problems: Problems): RolloutDocument['candidate'] {
  if ((version === undefined) === (alias === undefined))
    problems.add(`name either version or alias, got ${version === undefined ? 'neither' : 'both'}`);
  if (alias !== undefined && alias !== 'challenger') problems.add("alias must be 'challenger'");
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 0) return { version };
  if (version !== undefined) problems.add(`version must be a whole number from 1 on, got ${kindOf(version)}`);
  return { alias: 'challenger' };
}

/** A shadow may well get everything; who answers must be said. */
function parseWeight({ weight, mode }: Given, problems: Problems): number {
  if (weight === undefined && mode === 'shadow') return 1;
  if (typeof weight === 'number' && weight >= 0 && weight <= 1) return weight;
  problems.add(
    `weight must be a number from 0 to 1, got ${typeof weight === 'number' ? 'another number' : kindOf(weight)}`,
  );
  return 0;
}

const longestSalt = 200;

function parseSalt(salt: unknown, problems: Problems): string | undefined {
  if (salt === undefined) return undefined;
  if (typeof salt === 'string' && salt.length <= longestSalt) return salt;
  problems.add(`salt must be text of at most ${longestSalt} characters`);
  return undefined;
}

function parseEnded(ended: unknown, problems: Problems): RolloutDocument['ended'] {
  if (ended === undefined) return undefined;
  const { at, reason }: Given = isJsonObject(ended) ? ended : {};
  if (typeof at === 'string' && typeof reason === 'string') return { at, reason };
  problems.add('ended must be {"at": time, "reason": text}; the server sets it');
  return undefined;
}
