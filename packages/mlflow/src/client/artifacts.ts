/**
 * Files of runs and logged models through the server's own proxy, streamed from and to the disk. Large ones go in parts
 * where the store behind the server takes parts. An upload in one piece that broke starts anew: the server keeps a file
 * only when all of it came.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { z } from 'zod';
import { artifactMismatch } from '../errors.js';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { downloadTo } from './artifact-download.js';
import { type ProxyPath, proxyPath } from './artifact-path.js';
import { type FileDigest, readWithDigest, sha256OfFile } from './file-digest.js';
import { mayTakeParts, uploadInParts } from './multipart-upload.js';
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

const proxyRoot = 'api/2.0/mlflow-artifacts/artifacts';

const remove = ({ path }: ProxyPath) =>
  endpoint({
    method: 'DELETE',
    path: `${proxyRoot}/${path}`,
    isRepeatable: true,
    request: z.strictObject({}),
    response: emptyResponse,
  });

export interface UploadOptions {
  /** Files of this size and more go in parts. Default 500 MB, as MLflow's own client has it. */
  readonly partsFromBytes?: number;
  /** Default 50 MB; S3 wants 5 MB at least. */
  readonly partBytes?: number;
}

export interface DownloadOptions {
  /** What the file must have, in hexadecimal. */
  readonly sha256?: string;
}

const uploadDefaults = { partsFromBytes: 500_000_000, partBytes: 50_000_000 } as const;

export class Artifacts {
  readonly #transport: Transport;
  #mayTakeParts: Promise<boolean> | undefined;

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
   * Uploads a file to `path` below the artifacts; a file that is there is replaced. Gives what was sent.
   * @param artifactUri of a run or of a logged model, e.g. `mlflow-artifacts:/1/…/artifacts`.
   * @throws `MLFLOW_ARTIFACTS_NOT_SERVED`, `MLFLOW_VALUE_INVALID`.
   */
  async uploadFile(
    artifactUri: string,
    path: string,
    file: string,
    { partsFromBytes, partBytes }: UploadOptions = {},
  ): Promise<FileDigest> {
    const target = proxyPath(artifactUri, path);
    const { size: bytes } = await stat(file);
    if (bytes > 0 && bytes >= (partsFromBytes ?? uploadDefaults.partsFromBytes)) {
      const size = partBytes ?? uploadDefaults.partBytes;
      const isDone =
        (await this.#takesParts()) && (await uploadInParts(this.#transport, target, { file, bytes }, size));
      if (isDone) return { bytes, sha256: await sha256OfFile(file, bytes) };
    }
    let sha256 = () => '';
    const open = () => {
      const body = readWithDigest(file, bytes);
      sha256 = body.sha256;
      return body.stream;
    };
    await this.#transport.upload(`${proxyRoot}/${target.path}`, open, bytes);
    return { bytes, sha256: sha256() };
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

  /**
   * Downloads one file. It has its name only once all of it is there.
   * @throws `MLFLOW_ARTIFACT_MISMATCH` when it must have another sha256.
   */
  async downloadFile(
    artifactUri: string,
    path: string,
    file: string,
    { sha256 }: DownloadOptions = {},
  ): Promise<FileDigest> {
    const source = proxyPath(artifactUri, path);
    await mkdir(dirname(file), { recursive: true });
    const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
    try {
      const digest = await downloadTo(this.#transport, `${proxyRoot}/${source.path}`, temporary);
      if (sha256 !== undefined && digest.sha256 !== sha256)
        throw artifactMismatch(path, { expected: sha256, actual: digest.sha256 });
      await rename(temporary, file);
      return digest;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Deletes a file; one that is not there is none to delete. */
  async deleteFile(artifactUri: string, path: string): Promise<void> {
    await this.#transport.call(remove(proxyPath(artifactUri, path)), {});
  }

  /** Downloads a folder of a run into a local one, with its folders. */
  async downloadFolder(run: RunArtifacts, path: string, folder: string): Promise<void> {
    for await (const entry of this.list(run.run_id, path)) {
      const target = join(folder, posix.basename(entry.path));
      if (entry.is_dir) await this.downloadFolder(run, entry.path, target);
      else await this.downloadFile(run.artifact_uri, entry.path, target);
    }
  }

  /** Asked once; after an error, again. */
  async #takesParts(): Promise<boolean> {
    this.#mayTakeParts ??= mayTakeParts(this.#transport);
    try {
      return await this.#mayTakeParts;
    } catch (error) {
      this.#mayTakeParts = undefined;
      throw error;
    }
  }
}

/** What `Run.info` has. */
export interface RunArtifacts {
  readonly run_id: string;
  readonly artifact_uri: string;
}
