import { describe, expect, it } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, positives, rawRow, typedRequest } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { tinyProbabilities, tinyRows } from '../testing/tiny-model.js';

const grpc = { port: 0 };

describe('inferResponse', () => {
  it('is typed where the request was typed', async () => {
    const { server } = await startServer({ server: { grpc } });
    const answer = await grpcClient(server).call('ModelInfer', { ...typedRequest(tinyRows), id: 'mine' });
    expect(answer).toMatchObject({
      ...{ model_name: 'tiny', model_version: '1', id: 'mine', raw_output_contents: [] },
      parameters: {
        prediction_ids: { string_param: expect.stringMatching(/^[0-9a-f]{12}-0,\w+-1,\w+-2,\w+-3$/) },
      },
      outputs: [
        {
          ...{ name: 'label', datatype: 'BYTES', shape: [{ low: 4 }] },
          contents: { bytes_contents: ['yes', 'yes', 'no', 'yes'].map((text) => Buffer.from(text)) },
        },
        { name: 'probabilities', datatype: 'FP32', shape: [{ low: 4 }, { low: 2 }] },
      ],
    });
    expect(positives(answer)).toEqual(tinyProbabilities[1]);
  });

  it('is raw where the request was raw', async () => {
    const { server } = await startServer({ server: { grpc } });
    const answer = await grpcClient(server).call('ModelInfer', rawRow);
    expect(answer).toMatchObject({
      ...{
        id: '',
        outputs: [
          { name: 'label', contents: null },
          { name: 'probabilities', contents: null },
        ],
      },
      // `yes` after its length; 0.4737740755081177 and 0.5262259244918823 by Python's struct.pack('<ff', …).
      raw_output_contents: [Buffer.from('03000000796573', 'hex'), Buffer.from('8492f23ebeb6063f', 'hex')],
    });
  });

  it('has the outputs that were asked for, as classes where that was asked', async () => {
    const { server } = await startServer({ server: { grpc } });
    const parameters = { classification: { int64_param: 1 } };
    const outputs = [{ name: 'probabilities', parameters }];
    const { call } = grpcClient(server);
    const highest = '0.5262259244918823:1:yes';
    expect(await call('ModelInfer', { ...oneRow, outputs })).toMatchObject({
      outputs: [
        { name: 'probabilities', datatype: 'BYTES', contents: { bytes_contents: [Buffer.from(highest)] } },
      ],
    });
    expect(await call('ModelInfer', { ...rawRow, outputs })).toMatchObject({
      outputs: [{ name: 'probabilities', shape: [{ low: 1 }] }],
      raw_output_contents: [Buffer.from(`\x18\0\0\0${highest}`)],
    });
  });
});
