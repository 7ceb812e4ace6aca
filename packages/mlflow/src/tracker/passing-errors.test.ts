import { WaymarkError } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { requestRefused, serverUnreachable, valuesInvalid } from '../errors.js';
import { isFinal } from './passing-errors.js';

const failure = { request: 'POST http://127.0.0.1/runs/log-batch', status: 400, words: 'no' };

describe('isFinal', () => {
  it('is true for what the server refuses as it is, and for values that were not sent', () => {
    expect(isFinal(requestRefused({ ...failure, serverCode: 'INVALID_PARAMETER_VALUE' }))).toBe(true);
    expect(isFinal(valuesInvalid('a metric', ['key: too long']))).toBe(true);
  });

  it('is false for an outage, for the disk, and for what is no error of ours', () => {
    expect(isFinal(serverUnreachable(failure))).toBe(false);
    const disk = new WaymarkError('full', { code: 'STORAGE_FAILED', kind: 'environment' });
    expect(isFinal(disk)).toBe(false);
    expect(isFinal(new TypeError('x'))).toBe(false);
  });

  it('is false for a 400 that the database of the server caused', () => {
    expect(isFinal(requestRefused({ ...failure, serverCode: 'BAD_REQUEST' }))).toBe(false);
  });
});
