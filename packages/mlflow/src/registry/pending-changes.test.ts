import type { ModelVersion, RegisteredModel } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { moveOf, pendingChanges } from './pending-changes.js';
import { nothingInCommon } from './sync-base.js';

const hash = (letter: string) => letter.repeat(64);

function version(number: number, letter: string): ModelVersion {
  return {
    ...{ model: 'churn', version: number, manifestSha256: hash(letter), registeredAt: '' },
    ...{ gitSha: null, dirty: null, quarantine: null },
  };
}

/** Version 1 was promoted, then 2, which was rolled back. */
const local: RegisteredModel = {
  model: 'churn',
  versions: [version(1, 'a'), { ...version(2, 'b'), quarantine: { reason: 'bad', at: 'day 3' } }],
  aliases: { champion: 1 },
  history: [
    { at: 'day 1', reason: 'first', aliases: { champion: 1 } },
    { at: 'day 2', reason: 'better', aliases: { champion: 2, previous: 1 } },
    { at: 'day 3', reason: 'bad', aliases: { champion: 1, previous: null } },
  ],
};

describe('pendingChanges', () => {
  it('is everything when nothing is in common, each move with the champion before it', () => {
    const { versions, changes } = pendingChanges(local, nothingInCommon);
    expect(versions.map((entry) => entry.version)).toEqual([1, 2]);
    expect(changes).toEqual([
      {
        at: 'day 1',
        reason: 'first',
        aliases: { champion: hash('a') },
        quarantine: [],
        expectedChampion: null,
      },
      {
        ...{ at: 'day 2', reason: 'better', quarantine: [], expectedChampion: hash('a') },
        aliases: { champion: hash('b'), previous: hash('a') },
      },
      {
        ...{ at: 'day 3', reason: 'bad', quarantine: [hash('b')], expectedChampion: hash('b') },
        aliases: { champion: hash('a'), previous: null },
      },
    ]);
  });

  it('is what came after the server was in step, against the champion that the server had then', () => {
    const base = { versions: [hash('a'), hash('b')], changes: 2, champion: hash('c') };
    expect(pendingChanges(local, base)).toMatchObject({
      versions: [],
      changes: [{ at: 'day 3', expectedChampion: hash('c') }],
    });
  });

  it('expects no champion of a move that leaves the champion alone', () => {
    const history = [{ at: 'day 1', reason: 'try', aliases: { challenger: 2 } }];
    const [change] = pendingChanges({ ...local, history }, nothingInCommon).changes;
    expect(change).toMatchObject({ aliases: { challenger: hash('b') }, expectedChampion: undefined });
  });

  it('is nothing for a home that has nothing', () => {
    expect(pendingChanges(undefined, nothingInCommon)).toEqual({ versions: [], changes: [] });
  });
});

describe('moveOf', () => {
  it('is the change in the server’s numbers; a champion that the server does not have is none of its versions', () => {
    const [, better, bad] = pendingChanges(local, nothingInCommon).changes;
    const remote = { ...local, versions: [version(7, 'a'), version(9, 'b')] };
    expect(bad && moveOf(bad, remote)).toEqual({
      aliases: { champion: 7, previous: null },
      reason: 'bad',
      quarantine: [9],
      expectedChampion: 9,
    });
    expect(better && moveOf(better, { ...remote, versions: [version(9, 'b')] })).toEqual({
      aliases: { champion: 9, previous: 0 },
      reason: 'better',
      quarantine: [],
      expectedChampion: 0,
    });
  });
});
