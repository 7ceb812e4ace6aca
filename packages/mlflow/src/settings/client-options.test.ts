import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readClientOptions } from './client-options.js';

const settings = { url: 'https://mlflow.example', isInsecure: false, retries: 2 };

describe('readClientOptions', () => {
  it('reads the certificates and leaves out what is not set', async () => {
    const caFile = join(await temporaryFolder(), 'ca.pem');
    await writeFile(caFile, 'PEM');
    expect(await readClientOptions({ ...settings, caFile, workspace: 'team' })).toEqual({
      url: 'https://mlflow.example',
      retries: 2,
      tls: { isInsecure: false, ca: 'PEM' },
      workspace: 'team',
    });
  });

  it('throws MLFLOW_PEM_UNREADABLE for a certificate that is not there', async () => {
    const certificateFile = join(await temporaryFolder(), 'client.pem');
    await expect(readClientOptions({ ...settings, certificateFile })).rejects.toMatchObject({
      code: 'MLFLOW_PEM_UNREADABLE',
      kind: 'usage',
    });
  });
});
