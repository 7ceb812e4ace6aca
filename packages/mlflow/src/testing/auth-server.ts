/** Users of a real MLflow server with basic auth: https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrepareServer } from './real-server.js';

export interface User {
  readonly username: string;
  readonly password: string;
}

/** Refuses to be guessed: MLflow asks that of its first user. */
export const admin: User = { username: 'admin', password: `Correct-${crypto.randomUUID()}` };

/** For `startRealServer`. Checked passwords are remembered: each check takes MLflow 0.3 s. */
export const withBasicAuth: PrepareServer = async (folder) => {
  const file = join(folder, 'basic_auth.ini');
  const settings = {
    default_permission: 'READ',
    database_uri: `sqlite:///${join(folder, 'basic_auth.db')}`,
    admin_username: admin.username,
    authorization_function: 'mlflow.server.auth:authenticate_request_basic_auth',
    auth_cache_ttl_seconds: 600,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  await writeFile(file, `[mlflow]\n${lines.join('\n')}\n`);
  return {
    MLFLOW_EXTRAS: 'auth',
    MLFLOW_SERVER_ARGS: '--app-name basic-auth',
    MLFLOW_AUTH_CONFIG_PATH: file,
    MLFLOW_AUTH_ADMIN_PASSWORD: admin.password,
    MLFLOW_FLASK_SERVER_SECRET_KEY: crypto.randomUUID(),
  };
};

/** Makes a user who may read everything and change nothing. */
export async function createReader(url: string, reader: User): Promise<void> {
  const credentials = Buffer.from(`${admin.username}:${admin.password}`).toString('base64');
  const { status } = await fetch(`${url}/api/2.0/mlflow/users/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${credentials}` },
    body: JSON.stringify(reader),
  });
  if (status !== 200) throw new Error(`a user must be made, but the server answered ${status}`);
}
