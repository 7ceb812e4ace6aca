/** The errors of writing a page. */

import { WaymarkError } from '@waymark/contracts';

/** The words are not those that the program takes. */
export function browserUsage(reason: string): WaymarkError {
  return new WaymarkError(`${reason}; usage: node apps/browser/dist/main.js --bundle FOLDER --out DIR`, {
    code: 'BROWSER_USAGE',
    kind: 'usage',
  });
}

/** The folder holds a page of somebody else. */
export function siteFolderTaken(folder: string): WaymarkError {
  return new WaymarkError(
    `the folder for the page must be empty, or hold a page that was written before; ${folder} holds other files: name another folder`,
    { code: 'SITE_FOLDER_TAKEN', kind: 'usage' },
  );
}

/** The folder for the page cannot be written. */
export function siteUnwritable(folder: string, cause: Error): WaymarkError {
  return new WaymarkError(
    `the folder for the page must be writable; ${folder}: ${cause.message}. Name another folder, free space or fix the permissions`,
    { code: 'SITE_UNWRITABLE', kind: 'environment', cause },
  );
}
