/** For tests: runs the bytes of a model once in onnxruntime, the judge of every graph that this package writes. */

import { InferenceSession, Tensor } from 'onnxruntime-node';

export type Outputs = Readonly<Record<string, Tensor>>;

/** Loads, runs on one thread, and releases. */
export async function runModel(bytes: Uint8Array, feeds: Outputs): Promise<Outputs> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

export { Tensor };
