/** Settings as options of the client: the PEM files that they name are read. */

import { readFile } from 'node:fs/promises';
import { pemUnreadable } from '../errors.js';
import type { MlflowOptions } from '../transport/options.js';
import type { MlflowSettings } from './mlflow-settings.js';

/** @throws `MLFLOW_PEM_UNREADABLE` */
export async function readClientOptions(settings: MlflowSettings): Promise<MlflowOptions> {
  const { url, auth, workspace, timeoutMs, retries, isInsecure } = settings;
  const ca = await readPem('MLFLOW_TRACKING_SERVER_CERT_PATH', settings.caFile);
  const certificate = await readPem('MLFLOW_TRACKING_CLIENT_CERT_PATH', settings.certificateFile);
  return {
    url,
    retries,
    tls: { isInsecure, ...(ca !== undefined && { ca }), ...(certificate !== undefined && { certificate }) },
    ...(auth && { auth }),
    ...(workspace !== undefined && { workspace }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

async function readPem(variable: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw pemUnreadable(variable, file, error);
  }
}
