/** What the operating system refused is the environment's fault, wherever it surfaces, and no defect. */

import { diskRefused } from './errors.js';

const codes = ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EMFILE', 'EDQUOT', 'EIO'];

/** `DISK_REFUSED` for a full disk, a missing permission and their like; any other error as it is. */
export function explainDiskError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  return codes.includes(String(error.code)) ? diskRefused(error) : error;
}
