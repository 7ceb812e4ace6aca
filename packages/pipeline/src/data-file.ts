/** The file with a project's rows, wherever they came from. */

import { hashFile } from '@waymark/data';

/** Rows on disk, and what they are. */
export interface DataFile {
  readonly file: string;
  readonly sha256: string;
  readonly source: 'simulated' | 'file' | 'telco' | 'recent';
  /** In words, e.g. `simulated, 7,043 rows, seed 20`. */
  readonly description: string;
}

/** The file as it is now. */
export async function hashedFile(
  file: string,
  { source, description }: Pick<DataFile, 'source' | 'description'>,
): Promise<DataFile> {
  return { file, sha256: (await hashFile(file)).sha256, source, description };
}
