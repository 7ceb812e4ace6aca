/** Certificates for this machine, made by the `openssl` command: Node can check them and cannot make them. */

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** PEM texts. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A self-signed certificate for `localhost` whose subject is the name. It is its own authority. */
export async function makeCertificate(name: string): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-mlflow-tls-'));
  const [certificateFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  try {
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', keyFile, '-out', certificateFile],
    ]);
    return {
      certificate: await readFile(certificateFile, 'utf8'),
      key: await readFile(keyFile, 'utf8'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
