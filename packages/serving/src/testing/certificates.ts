/** Certificates for this machine, made by the `openssl` command: Node can check them and cannot make them. */

import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporary-folder.js';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export interface CertificateFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A self-signed certificate for `localhost` and 127.0.0.1 whose subject is the name. */
export async function makeCertificate(name: string): Promise<CertificateFiles> {
  const folder = await temporaryFolder();
  const files = { certificateFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', files.keyFile, '-out', files.certificateFile],
  ]);
  return files;
}
