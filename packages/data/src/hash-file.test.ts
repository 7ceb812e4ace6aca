import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from './hash-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('hashFile', () => {
  it('gives the SHA-256 and the size', async () => {
    const file = join(folder, 'abc.txt');
    await writeFile(file, 'abc');
    // FIPS 180-2, appendix B.1.
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await hashFile(file)).toEqual({ sha256, bytes: 3 });
  });

  it('reads a file that is larger than one piece', async () => {
    const file = join(folder, 'million.txt');
    await writeFile(file, 'a'.repeat(1_000_000));
    // FIPS 180-2, appendix B.3.
    const sha256 = 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0';
    expect(await hashFile(file)).toEqual({ sha256, bytes: 1_000_000 });
  });

  it('takes an empty file', async () => {
    const file = join(folder, 'empty.txt');
    await writeFile(file, '');
    expect(await hashFile(file)).toMatchObject({
      bytes: 0,
      sha256: expect.stringMatching(/^e3b0c44298fc1c14/),
    });
  });

  it('throws DATA_FILE_MISSING for a file that is not there and for a folder', async () => {
    for (const file of [join(folder, 'none'), folder])
      await expect(hashFile(file)).rejects.toMatchObject({ code: 'DATA_FILE_MISSING', kind: 'usage' });
  });
});
