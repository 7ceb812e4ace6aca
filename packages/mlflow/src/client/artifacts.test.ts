import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Answer, cut, json, page, startFaultServer } from '../testing/fault-server.js';
import {
  expired,
  type MultipartFaults,
  multipartStore,
  notImplemented,
  signature,
} from '../testing/multipart-store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { MlflowClient } from './mlflow-client.js';

const uri = 'mlflow-artifacts:/1/run/artifacts';
const inParts = { partsFromBytes: 20, partBytes: 10 };
/** `printf abcdefghijklmnopqrstuvwxy | sha256sum` */
const alphabet = 'abcdefghijklmnopqrstuvwxy';
const alphabetSha256 = '69b980549d5045969285133df773ae91ddd5d0e5c73dc8ee959b2eb223bc5fbb';

/** A client that waits for nothing, and a file to send. */
async function setUp(answers: readonly Answer[]) {
  const { url, seen } = await startFaultServer(answers);
  const auth = { kind: 'basic', username: 'ada', password: 'hunter2' } as const;
  const { artifacts } = new MlflowClient({ url, auth, wait: async () => undefined });
  const folder = await temporaryFolder();
  const file = join(folder, 'big.bin');
  await writeFile(file, alphabet);
  /** `METHOD path`, without the folders that are always the same. */
  const requests = () =>
    seen.map(({ method, url }) => `${method} ${url.replace(/^.*mlflow(-artifacts)?\//, '').split('&')[0]}`);
  return { artifacts, file, seen, requests, folder };
}

const setUpStore = (faults: MultipartFaults = {}) => setUp([multipartStore(faults)]);

describe('Artifacts', () => {
  it('uploads a large file in parts, to the store and without credentials for it', async () => {
    const { artifacts, file, seen, requests } = await setUpStore();
    const digest = await artifacts.uploadFile(uri, 'model/big one.bin', file, inParts);
    expect(digest).toEqual({ bytes: 25, sha256: alphabetSha256 });
    const toStore = seen.filter(({ url }) => url.startsWith('/store'));
    expect(toStore.map(({ body }) => body).sort()).toEqual(['abcdefghij', 'klmnopqrst', 'uvwxy']);
    expect(toStore.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, undefined]);
    expect(toStore[0]?.headers).toMatchObject({ 'x-store': 'yes' });
    expect(requests().filter((request) => request.startsWith('POST'))).toEqual([
      'POST mpu/create/1/run/artifacts/model',
      'POST mpu/complete/1/run/artifacts/model',
    ]);
    expect(JSON.parse(seen.at(-1)?.body ?? '')).toMatchObject({
      path: 'big one.bin',
      upload_id: 'upload-1',
      parts: [1, 2, 3].map((part_number) => ({ part_number, etag: `"etag-${part_number}"` })),
    });
  });

  it('sends a part that was lost again, and no other', async () => {
    const lost = [cut, json(503, {})];
    const { artifacts, file, seen } = await setUpStore({ part: (request) => lost[request] });
    await artifacts.uploadFile(uri, 'big.bin', file, inParts);
    expect(seen.filter(({ url }) => url.startsWith('/store')).length).toBe(5);
  });

  it('gives up the upload when the store refuses, without showing the signature', async () => {
    const { artifacts, file, requests } = await setUpStore({ part: () => expired });
    const upload = artifacts.uploadFile(uri, 'big.bin', file, inParts);
    const error: unknown = await upload.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'MLFLOW_ACCESS_DENIED', failure: { status: 403 } });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(signature);
    expect(requests().at(-1)).toBe('POST mpu/abort/1/run/artifacts');
  });

  it('uploads in one piece where the server says that it takes no parts, and asks it once', async () => {
    const { artifacts, file, requests } = await setUpStore({
      info: json(200, { multipart_uploads_enabled: false }),
    });
    for (const path of ['a.bin', 'b.bin'])
      expect(await artifacts.uploadFile(uri, path, file, inParts)).toEqual({
        bytes: 25,
        sha256: alphabetSha256,
      });
    expect(requests()).toEqual([
      'GET server-info',
      'PUT artifacts/1/run/artifacts/a.bin',
      'PUT artifacts/1/run/artifacts/b.bin',
    ]);
  });

  it('uploads in one piece to an older server, which only says so when it is tried', async () => {
    const info = page(404, '<h1>Not Found</h1>');
    const { artifacts, file, requests } = await setUpStore({ info, create: notImplemented });
    await artifacts.uploadFile(uri, 'a.bin', file, inParts);
    expect(requests()).toEqual([
      'GET server-info',
      'POST mpu/create/1/run/artifacts',
      'PUT artifacts/1/run/artifacts/a.bin',
    ]);
  });

  it('goes on with a download where it was cut', async () => {
    const { artifacts, seen, folder } = await setUp([cutAfter(10, '"v1"'), rest('"v1"')]);
    const target = join(folder, 'back.bin');
    const digest = await artifacts.downloadFile(uri, 'big.bin', target, { sha256: alphabetSha256 });
    expect(digest).toEqual({ bytes: 25, sha256: alphabetSha256 });
    expect(await readFile(target, 'utf8')).toBe(alphabet);
    expect(seen.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
      ['bytes=10-', '"v1"'],
    ]);
  });

  it('starts a download anew when the file changed, or when nothing tells whether it did', async () => {
    for (const etag of ['"v1"', 'W/"v1"', undefined]) {
      const { artifacts, seen, folder } = await setUp([cutAfter(10, etag), rest('"v2"')]);
      const target = join(folder, 'back.bin');
      await artifacts.downloadFile(uri, 'big.bin', target);
      expect(await readFile(target, 'utf8')).toBe(alphabet.toUpperCase());
      expect(seen[1]?.headers.range).toBe(etag === '"v1"' ? 'bytes=10-' : undefined);
    }
  });

  it('throws MLFLOW_ARTIFACT_MISMATCH and leaves no file when the checksum is another', async () => {
    const { artifacts, folder } = await setUp([rest('"v1"')]);
    const download = artifacts.downloadFile(uri, 'big.bin', join(folder, 'back.bin'), {
      sha256: 'a'.repeat(64),
    });
    await expect(download).rejects.toMatchObject({ code: 'MLFLOW_ARTIFACT_MISMATCH', kind: 'environment' });
    expect(await readdir(folder)).toEqual(['big.bin']);
  });
});

/** The beginning of the alphabet, and then nothing more. */
function cutAfter(bytes: number, etag: string | undefined): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': String(alphabet.length), ...(etag && { etag }) });
    response.write(alphabet.slice(0, bytes));
    setImmediate(() => response.socket?.destroy());
  };
}

/** What a server does that has the file with this ETag: `"v1"` in small letters, any other in capitals. */
function rest(etag: string): Answer {
  return (response, { headers }) => {
    const text = etag === '"v1"' ? alphabet : alphabet.toUpperCase();
    const isPart = headers.range !== undefined && headers['if-range'] === etag;
    const start = isPart ? Number(/\d+/.exec(headers.range ?? '')?.[0]) : 0;
    const range = { 'content-range': `bytes ${start}-${text.length - 1}/${text.length}` };
    const body = text.slice(start);
    response.writeHead(isPart ? 206 : 200, {
      etag,
      'content-length': String(body.length),
      ...(isPart && range),
    });
    response.end(body);
  };
}
