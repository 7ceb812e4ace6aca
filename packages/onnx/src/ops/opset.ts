/**
 * The opsets that the op table is valid for, and the IR version of the ONNX release that brought each
 * (onnx/docs/Versioning.md). A lower IR loads on more installs, so the default is the lowest that has all ops.
 */

export const irVersions: ReadonlyMap<number, number> = new Map([
  [17, 8],
  [18, 8],
  [19, 9],
  [20, 9],
  [21, 10],
]);

export const defaultOpset = 17;

/** Versions of the other domains, imported only by graphs that use them. */
export const domainVersions: Readonly<Record<string, number>> = {
  'ai.onnx.ml': 3,
  'com.microsoft': 1,
};
