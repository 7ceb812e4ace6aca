import { describe, expect, it } from 'vitest';
import { PredictionIdSeries, parsePredictionId } from './prediction-ids.js';

describe('PredictionIdSeries', () => {
  it('gives numbers in a row, in base 36', () => {
    const series = new PredictionIdSeries();
    expect(series.take(36)).toBe(0);
    expect(series.take(1)).toBe(36);
    expect(series.next).toBe(37);
    expect(series.idOf(36)).toBe(`${series.name}-10`);
  });

  it('has another name in each run', () => {
    const names = new Set(Array.from({ length: 100 }, () => new PredictionIdSeries().name));
    expect(names.size).toBe(100);
  });
});

describe('parsePredictionId', () => {
  it('reads what a series gives', () => {
    expect(parsePredictionId('0123456789ab-10')).toEqual({ series: '0123456789ab', number: 36 });
  });

  it.each([
    '',
    'x',
    '0123456789ab',
    '0123456789ab-',
    '0123456789ab-010',
    '0123456789AB-1',
    '0123456789ab-1 ',
  ])('refuses %j', (text) => {
    expect(parsePredictionId(text)).toBeUndefined();
  });
});
