/**
 * Uploads in parts that go straight to the store behind the server (S3, GCS, Azure), at URLs that the server signs:
 * `mlflow/protos/mlflow_artifacts.proto`. A part that fails is sent again alone. A server on a disk has none of this.
 */

import { z } from 'zod';
import { MlflowError } from '../mlflow-error.js';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import type { ProxyPath } from './artifact-path.js';
import { readRange } from './file-digest.js';

const root = 'api/2.0/mlflow-artifacts/mpu';
const maxParts = 10_000; // of S3
const parallelParts = 4;

const serverInfo = endpoint({
  method: 'GET',
  path: 'api/3.0/mlflow/server-info',
  isRepeatable: true,
  request: z.strictObject({}),
  response: z.object({ multipart_uploads_enabled: z.boolean().optional() }),
});

const create = (folder: string) =>
  endpoint({
    method: 'POST',
    path: `${root}/create/${folder}`,
    // A lost answer leaves an upload without parts, which stores sweep away.
    isRepeatable: true,
    request: z.strictObject({ path: z.string(), num_parts: z.int().min(1).max(maxParts) }),
    response: z.object({
      upload_id: z.string().optional(),
      credentials: z.array(
        z.object({
          url: z.url(),
          part_number: z.int(),
          headers: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  });

const uploadedPart = z.strictObject({ part_number: z.int(), etag: z.string(), url: z.string() });

const complete = (folder: string) =>
  endpoint({
    method: 'POST',
    path: `${root}/complete/${folder}`,
    isRepeatable: true,
    request: z.strictObject({
      path: z.string(),
      upload_id: z.string().optional(),
      parts: z.array(uploadedPart),
    }),
    response: emptyResponse,
  });

const abort = (folder: string) =>
  endpoint({
    method: 'POST',
    path: `${root}/abort/${folder}`,
    isRepeatable: true,
    request: z.strictObject({ path: z.string(), upload_id: z.string().optional() }),
    response: emptyResponse,
  });

type Credential = z.output<ReturnType<typeof create>['response']>['credentials'][number];

export interface LocalFile {
  readonly file: string;
  readonly bytes: number;
}

/** Whether the server may take parts. Those before 3.x do not say: `uploadInParts` finds out. */
export async function mayTakeParts(transport: Transport): Promise<boolean> {
  try {
    return (await transport.call(serverInfo, {})).multipart_uploads_enabled !== false;
  } catch (error) {
    if (saysStatus(error, 404)) return true;
    throw error;
  }
}

/** Uploads the file in parts of this size or, where S3's limit wants it, larger. False: the store takes no parts. */
export async function uploadInParts(
  transport: Transport,
  target: ProxyPath,
  { file, bytes }: LocalFile,
  partBytes: number,
): Promise<boolean> {
  const size = Math.max(partBytes, Math.ceil(bytes / maxParts));
  const { folder, name: path } = target;
  const request = { path, num_parts: Math.ceil(bytes / size) };
  const upload = await transport.call(create(folder), request).catch((error: unknown) => {
    if (saysStatus(error, 501) || saysStatus(error, 404)) return undefined;
    throw error;
  });
  if (!upload) return false;
  const { upload_id, credentials } = upload;
  const send = async ({ url, part_number, headers }: Credential) => {
    const start = (part_number - 1) * size;
    const partLength = Math.min(size, bytes - start);
    const open = () => readRange(file, start, partLength);
    const etag = await transport.uploadSigned(url, { open, bytes: partLength, headers });
    return { part_number, etag: etag ?? '', url };
  };
  try {
    const parts = await inParallel(credentials, send);
    await transport.call(complete(folder), { path, upload_id, parts });
  } catch (error) {
    // The first error is the one to tell; parts that stay behind are the store's to sweep.
    await transport.call(abort(folder), { path, upload_id }).catch(() => undefined);
    throw error;
  }
  return true;
}

/** Results in the order of the items. The first error ends it, once the work under way has ended. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  let isBroken = false;
  const takeTurns = async () => {
    for (const [index, item] of rest) {
      if (isBroken) return;
      results[index] = await work(item).catch((error: unknown) => {
        isBroken = true;
        throw error;
      });
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: parallelParts }, takeTurns));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return results;
}

function saysStatus(error: unknown, status: number): boolean {
  return error instanceof MlflowError && error.failure.status === status;
}
