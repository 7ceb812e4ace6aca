import { once } from 'node:events';
import { connect } from 'node:http2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, positives } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { tinyProbabilities } from '../testing/tiny-model.js';

const headers = {
  ':method': 'POST',
  ':path': '/inference.GRPCInferenceService/ModelInfer',
  'content-type': 'application/grpc',
  te: 'trailers',
};

/** 1 MiB are announced, and none of them comes. */
const begun = Buffer.from([0, 0, 16, 0, 0]);

describe('grpcLimits', () => {
  it('let a connection hold 128 calls that never end, and others go on', async () => {
    const { server } = await startServer({ server: { grpc: { port: 0 } } });
    const session = connect(`http://${server.grpcAddress}`);
    onTestFinished(() => session.destroy());
    await once(session, 'remoteSettings');
    expect(session.remoteSettings.maxConcurrentStreams).toBe(128);
    for (let i = 0; i < 128; i++)
      session
        .request(headers)
        .on('error', () => {})
        .write(begun);
    expect(positives(await grpcClient(server).call('ModelInfer', oneRow))).toEqual([tinyProbabilities[1][0]]);
  });
});
