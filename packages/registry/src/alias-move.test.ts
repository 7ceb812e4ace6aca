import type { RegisteredModel } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { applyAliasMove } from './alias-move.js';

const at = '2026-11-21T12:00:00.000Z';

describe('applyAliasMove', () => {
  it('moves, sets and removes aliases, and says so in the history', () => {
    const model = sampleModel({ champion: 1, challenger: 2 });
    const move = { aliases: { champion: 2, previous: 1, challenger: null }, reason: 'better' };
    expect(applyAliasMove(model, move, at)).toEqual({
      ...model,
      aliases: { champion: 2, previous: 1 },
      history: [{ at, reason: 'better', aliases: { champion: 2, challenger: null, previous: 1 } }],
    });
  });

  it('lists only the aliases that moved in the history', () => {
    const model = sampleModel({ champion: 1 });
    const moved = applyAliasMove(
      model,
      { aliases: { champion: 1, challenger: 3, previous: null }, reason: 'try' },
      at,
    );
    expect(moved.history.at(-1)?.aliases).toEqual({ challenger: 3 });
  });

  it('returns the same object when everything is so already', () => {
    const model = sampleModel({ champion: 1 });
    expect(applyAliasMove(model, { aliases: { champion: 1, previous: null }, reason: 'again' }, at)).toBe(
      model,
    );
  });

  it('quarantines versions; the first reason stays', () => {
    const once = applyAliasMove(sampleModel({}), { aliases: {}, reason: 'bad', quarantine: [2] }, at);
    const twice = applyAliasMove(once, { aliases: {}, reason: 'worse', quarantine: [2, 3] }, at);
    expect(twice.versions.map(({ quarantine }) => quarantine?.reason)).toEqual([undefined, 'bad', 'worse']);
    expect(twice.history.map(({ reason, aliases }) => ({ reason, aliases }))).toEqual([
      { reason: 'bad', aliases: {} },
      { reason: 'worse', aliases: {} },
    ]);
  });

  it.each([
    { expectedChampion: 1, champion: 1 },
    { expectedChampion: null, champion: undefined },
    { expectedChampion: undefined, champion: 3 },
  ])('takes the move when $expectedChampion was expected of $champion', ({ expectedChampion, champion }) => {
    const model = sampleModel(champion === undefined ? {} : { champion });
    const expected = expectedChampion === undefined ? {} : { expectedChampion };
    const moved = applyAliasMove(model, { aliases: { champion: 2 }, reason: 'better', ...expected }, at);
    expect(moved.aliases.champion).toBe(2);
  });

  it.each([
    {
      expectedChampion: 1,
      aliases: { champion: 3 },
      message: 'must still be version 1, but it is version 3',
    },
    { expectedChampion: null, aliases: { champion: 3 }, message: 'must still be none, but it is version 3' },
    { expectedChampion: 1, aliases: {}, message: 'must still be version 1, but it is none' },
  ])('throws CHAMPION_CHANGED: $message', ({ expectedChampion, aliases, message }) => {
    const move = { aliases: { champion: 2 }, reason: 'better', expectedChampion };
    expect(() => applyAliasMove(sampleModel(aliases), move, at)).toThrow(
      expect.objectContaining({
        code: 'CHAMPION_CHANGED',
        kind: 'refused',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('throws UNKNOWN_VERSION with every version that is not there', () => {
    const move = { aliases: { champion: 7 }, reason: 'typo', quarantine: [8, 7, 1] };
    expect(() => applyAliasMove(sampleModel({}), move, at)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_VERSION',
        message: expect.stringContaining("'churn' has the versions 1, 2, 3; got 7, 8"),
      }),
    );
  });

  it('throws VERSION_QUARANTINED when a quarantined version would become champion', () => {
    const model = applyAliasMove(sampleModel({}), { aliases: {}, reason: 'bad', quarantine: [2] }, at);
    expect(() => applyAliasMove(model, { aliases: { champion: 2 }, reason: 'again' }, at)).toThrow(
      expect.objectContaining({
        code: 'VERSION_QUARANTINED',
        kind: 'refused',
        message: expect.stringContaining("version 2 of 'churn' is quarantined (bad)"),
      }),
    );
  });

  it('throws VERSION_QUARANTINED when the champion is quarantined where it stands', () => {
    const move = { aliases: {}, reason: 'bad', quarantine: [1] };
    expect(() => applyAliasMove(sampleModel({ champion: 1 }), move, at)).toThrow(
      expect.objectContaining({ code: 'VERSION_QUARANTINED' }),
    );
  });
});

function sampleModel(aliases: RegisteredModel['aliases']): RegisteredModel {
  const versions = [1, 2, 3].map((version) => ({
    model: 'churn',
    version,
    manifestSha256: String(version).repeat(64),
    registeredAt: at,
    gitSha: null,
    dirty: null,
    quarantine: null,
  }));
  return { model: 'churn', versions, aliases, history: [] };
}
