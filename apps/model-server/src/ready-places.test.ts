import { describe, expect, it } from 'vitest';
import { renderPlaces } from './ready-places.js';

const address = 'http://127.0.0.1:8080';

describe('renderPlaces', () => {
  it('tells what there is, and nothing of what is off', () => {
    expect(renderPlaces({ address, grpcAddress: undefined, security: {} })).toBe(
      [
        'page         http://127.0.0.1:8080/',
        'metrics      http://127.0.0.1:8080/metrics',
        'stop         Ctrl-C: open requests are answered first',
      ].join('\n'),
    );
  });

  it('tells of gRPC and of the folder of the log', () => {
    const text = renderPlaces({ address, grpcAddress: '127.0.0.1:9000', logFolder: '/log', security: {} });
    expect(text).toContain('\ngRPC         127.0.0.1:9000\npredictions  /log\n');
  });

  it('says that curl needs a key where keys or tokens are asked for', () => {
    const keySet = { file: '/jwks.json' };
    const asking = [{ apiKeysFile: '/keys.json' }, { jwt: { issuer: 'a', audience: 'b', keySet } }];
    for (const security of asking) {
      const lines = renderPlaces({ address, grpcAddress: undefined, security }).split('\n');
      expect(lines).toContain("keys         all paths but health ask: curl -H 'Authorization: Bearer KEY' …");
    }
  });
});
