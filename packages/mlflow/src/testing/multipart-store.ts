/**
 * A server whose store takes uploads in parts, with its faults: the real server of the tests keeps artifacts on its disk
 * and takes none. Shapes: `mlflow/protos/mlflow_artifacts.proto`.
 */

import { type Answer, json, page } from './fault-server.js';

export interface MultipartFaults {
  /** Answers the n-th request for a part, counted from 0, instead of taking it. */
  readonly part?: (request: number) => Answer | undefined;
  /** Instead of saying that it takes parts. */
  readonly info?: Answer;
  /** Instead of beginning an upload. */
  readonly create?: Answer;
}

export const notImplemented = json(501, {
  error_code: 'NOT_IMPLEMENTED',
  message: 'Multipart upload is not supported for the current artifact repository',
});

/** One answer for all requests: give it alone to `startFaultServer`. */
export function multipartStore(faults: MultipartFaults = {}): Answer {
  let parts = 0;
  return (response, request) => {
    const { pathname, searchParams } = new URL(request.url, `http://${request.headers.host}`);
    const answer = (chosen: Answer) => chosen(response, request);
    if (pathname.endsWith('/server-info'))
      return answer(faults.info ?? json(200, { multipart_uploads_enabled: true }));
    if (pathname.includes('/mpu/create/'))
      return answer(faults.create ?? begin(request.headers.host ?? '', request.body));
    if (pathname !== '/store') return answer(json(200, {}));
    const etag = `"etag-${searchParams.get('part')}"`;
    const taken: Answer = (to) => to.writeHead(200, { etag }).end();
    const fault = faults.part?.(parts);
    parts += 1;
    return answer(fault ?? taken);
  };
}

function begin(host: string, body: string): Answer {
  // The client's own words, as its test expects them.
  const { num_parts } = JSON.parse(body) as { readonly num_parts: number };
  const credentials = Array.from({ length: num_parts }, (_, i) => ({
    url: `http://${host}/store?part=${i + 1}&signature=${signature}`,
    part_number: i + 1,
    headers: { 'x-store': 'yes' },
  }));
  return json(200, { upload_id: 'upload-1', credentials });
}

/** Gives who has it the right to write a part. */
export const signature = 'c2lnbmVkLWJ5LXRoZS1zdG9yZQ';

/** As stores refuse: in XML, with what they were shown. */
export const expired: Answer = page(
  403,
  `<Error><Message>Request has expired</Message><Signature>${signature}</Signature></Error>`,
);
