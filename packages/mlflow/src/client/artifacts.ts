/**
 * Files of runs and logged models through the server's own proxy, streamed from and to the disk. Anything else than
 * `mlflow-artifacts:` needs a cloud's client and is refused. It leaves out multipart uploads and resuming: the server
 * stores a file only when all of it came, and an upload that broke starts anew.
 */

import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { artifactsNotServed, valuesInvalid } from '../errors.js';
import { endpoint } from '../transport/endpoint.js';
import type { BodyFacts, Transport } from '../transport/transport.js';
import { eachItem } from './pages.js';
import { artifactPath, int64Answer } from './wire-values.js';

const artifactFile = z.object({
  /** From the root of the run's artifacts. */
  path: z.string(),
  is_dir: z.boolean().default(false),
  /** Bytes. The server leaves it out for folders and for empty files. */
  file_size: int64Answer.default(0),
});
export type ArtifactFile = z.output<typeof artifactFile>;

const list = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/artifacts/list',
  isRepeatable: true,
  request: z.strictObject({
    run_id: z.string(),
    path: artifactPath.optional(),
    page_token: z.string().optional(),
  }),
  response: z.object({ files: z.array(artifactFile).default([]), next_page_token: z.string().optional() }),
});

export class Artifacts {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The files and folders directly in a folder of the run; none when it does not exist. */
  list(runId: string, folder?: string): AsyncGenerator<ArtifactFile, void, undefined> {
    return eachItem(async (page_token) => {
      const page = await this.#transport.call(list, { run_id: runId, path: folder, page_token });
      return { items: page.files, nextPageToken: page.next_page_token };
    });
  }

  /**
   * Uploads a file to `path` below the artifacts; a file that is there is replaced.
   * @param artifactUri of a run or of a logged model, e.g. `mlflow-artifacts:/1/…/artifacts`.
   * @throws `MLFLOW_ARTIFACTS_NOT_SERVED`, `MLFLOW_VALUE_INVALID`.
   */
  async uploadFile(artifactUri: string, path: string, file: string): Promise<void> {
    const target = proxyPath(artifactUri, path);
    const { size } = await stat(file);
    await this.#transport.upload(target, () => createReadStream(file), size);
  }

  /** Uploads the files of a local folder and of its folders, one after the other, to `path`. */
  async uploadFolder(artifactUri: string, path: string, folder: string): Promise<void> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      const inside = file.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '');
      await this.uploadFile(artifactUri, posix.join(path, inside), file);
    }
  }

  /** Downloads one file. It has its name only once all of it is there. */
  async downloadFile(artifactUri: string, path: string, file: string): Promise<void> {
    const source = proxyPath(artifactUri, path);
    await mkdir(dirname(file), { recursive: true });
    const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
    try {
      await this.#transport.download(source, (body, facts) => writeBody(temporary, body, facts));
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Downloads a folder of a run into a local one, with its folders. */
  async downloadFolder(run: RunArtifacts, path: string, folder: string): Promise<void> {
    for await (const entry of this.list(run.run_id, path)) {
      const target = join(folder, posix.basename(entry.path));
      if (entry.is_dir) await this.downloadFolder(run, entry.path, target);
      else await this.downloadFile(run.artifact_uri, entry.path, target);
    }
  }
}

/** What `Run.info` has. */
export interface RunArtifacts {
  readonly run_id: string;
  readonly artifact_uri: string;
}

/** The proxy's path of an artifact, percent-encoded. */
function proxyPath(artifactUri: string, path: string): string {
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+?)\/*$/.exec(artifactUri)?.[1];
  if (root === undefined) throw artifactsNotServed(artifactUri);
  const parsed = artifactPath.safeParse(path);
  if (!parsed.success)
    throw valuesInvalid(`the artifact path ${JSON.stringify(path)}`, messages(parsed.error));
  return `api/2.0/mlflow-artifacts/artifacts/${encodePath(root)}/${encodePath(path)}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

async function writeBody(file: string, body: Readable, { bytes }: BodyFacts): Promise<void> {
  const target = createWriteStream(file);
  await pipeline(body, target);
  if (bytes !== undefined && target.bytesWritten !== bytes) throw cutOff(target.bytesWritten, bytes);
}

/** Shaped as the connection's own errors, for what it is: the transport tries again. */
function cutOff(got: number, expected: number): Error {
  return Object.assign(new Error(`the body ended after ${got} of ${expected} bytes`), { code: 'ECONNRESET' });
}

function messages(error: z.ZodError): readonly string[] {
  return error.issues.map(({ message }) => message);
}
