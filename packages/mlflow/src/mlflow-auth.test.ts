/** The client on a real MLflow server that knows its users, behind TLS that wants a certificate of the client. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlflowClient } from './client/mlflow-client.js';
import { admin, createReader, type User, withBasicAuth } from './testing/auth-server.js';
import { hasOpenssl, makeCertificate } from './testing/certificates.js';
import { describeClient } from './testing/client-behaviour.js';
import { unique } from './testing/real-names.js';
import { type RealServer, type ServerUnderTest, startRealServer } from './testing/real-server.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { startTlsProxy, type TlsProxy } from './testing/tls-proxy.js';
import type { MlflowAuth } from './transport/options.js';

const script = process.env.WAYMARK_TEST_MLFLOW_AUTH;
/** The first start on a machine installs MLflow. */
const startTimeoutMs = 300_000;

describe.skipIf(!script || !hasOpenssl)(
  'a real MLflow server with basic auth behind TLS (needs WAYMARK_TEST_MLFLOW_AUTH and the openssl command)',
  { timeout: 180_000 },
  () => {
    let server: RealServer | undefined;
    let proxy: TlsProxy | undefined;
    const real = {} as { -readonly [Key in keyof ServerUnderTest]: ServerUnderTest[Key] }; // filled before a test runs
    let clientFor: (auth?: MlflowAuth) => MlflowClient;

    beforeAll(async () => {
      server = await startRealServer(script ?? '', withBasicAuth);
      const [host, client] = await Promise.all([makeCertificate('server'), makeCertificate('client')]);
      proxy = await startTlsProxy(server.url, { server: host, client });
      const options = { url: proxy.url, tls: { ca: host.certificate, ...client } };
      clientFor = (auth) => new MlflowClient({ ...options, ...(auth && { auth }) });
      real.url = proxy.url;
      real.client = clientFor({ kind: 'basic', ...admin });
    }, startTimeoutMs);
    afterAll(async () => {
      await proxy?.stop();
      await server?.stop();
    });

    describeClient(real);

    describe('access', () => {
      const strangers: readonly (readonly [string, MlflowAuth | undefined])[] = [
        ['nobody', undefined],
        ['a wrong password', { kind: 'basic', username: admin.username, password: 'wrong-password' }],
      ];

      it.each(strangers)('is denied to %s, in the words of the server', async (_, auth) => {
        const asked = clientFor(auth).experiments.getByName('Default');
        await expect(asked).rejects.toMatchObject({
          code: 'MLFLOW_ACCESS_DENIED',
          failure: { status: 401, words: expect.stringContaining('You are not authenticated') },
        });
        await expect(asked).rejects.not.toThrow('wrong-password');
      });

      it('is for reading alone where the user may not write, of files too', async () => {
        const reader: User = { username: unique('reader'), password: `Reader-${crypto.randomUUID()}` };
        await createReader(server?.url ?? '', reader);
        const { client } = real;
        const { experiment_id } = await client.experiments.getOrCreate(unique('guarded'));
        const { info } = await client.runs.create({ experiment_id, start_time: 1 });
        const file = join(await temporaryFolder(), 'a.txt');
        await writeFile(file, 'a');
        const reading = clientFor({ kind: 'basic', ...reader });
        expect((await reading.runs.get(info.run_id)).info.run_id).toBe(info.run_id);
        const refused = { code: 'MLFLOW_ACCESS_DENIED', failure: { status: 403 } };
        const tag = { key: 'a', value: 'b' };
        await expect(reading.runData.setTag(info.run_id, tag)).rejects.toMatchObject(refused);
        const upload = reading.artifacts.uploadFile(info.artifact_uri, 'a.txt', file);
        await expect(upload).rejects.toMatchObject(refused);
      });
    });
  },
);
