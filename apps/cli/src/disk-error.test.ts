import { describe, expect, it } from 'vitest';
import { explainDiskError } from './disk-error.js';

const systemError = (code: string) => Object.assign(new Error(`${code}: refused, open '/a'`), { code });

describe('explainDiskError', () => {
  it('says what to do where the disk is full or a permission is missing', () => {
    const cause = systemError('EACCES');
    expect(explainDiskError(cause)).toMatchObject({
      ...{ code: 'DISK_REFUSED', kind: 'environment', cause },
      message: expect.stringMatching(/EACCES: refused, open '\/a'. Free space or fix the permissions/),
    });
    expect(explainDiskError(systemError('ENOSPC'))).toMatchObject({ code: 'DISK_REFUSED' });
  });

  it('leaves every other error as it is', () => {
    for (const error of [systemError('ERR_INVALID_ARG_TYPE'), new Error('a defect'), 'text', undefined])
      expect(explainDiskError(error)).toBe(error);
  });
});
