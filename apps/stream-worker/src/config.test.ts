import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const read = (words: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  readConfig({ words, environment, workspaceRoot: '/workspace' });

describe('readConfig', () => {
  it('reads the model from the words, and the rest from the environment', () => {
    expect(read(['churn', '--from', '-'])).toEqual({
      model: 'churn',
      home: '/workspace/.waymark',
      logLevel: 'warn',
      source: { kind: 'lines' },
    });
    expect(read(['churn', '--from', '-'], { WAYMARK_HOME: '/data', LOG_LEVEL: 'info' })).toMatchObject({
      home: '/data',
      logLevel: 'info',
    });
  });

  const redis = ['churn', '--from', 'redis', '--input', 'rows'];
  const url = 'redis://:secret@127.0.0.1:6379';

  it('names the streams after the input, and the group after the model', () => {
    expect(read(redis, { WAYMARK_REDIS_URL: url }).source).toEqual({
      ...{ kind: 'redis', url, input: 'rows', output: 'rows:predictions', dead: 'rows:dead' },
      ...{ group: 'waymark-churn', claimAfterMs: 30_000 },
    });
    const named = ['--output', 'a', '--dead', 'b', '--group', 'c', '--claim-after-ms', '500'];
    expect(read([...redis, ...named], { WAYMARK_REDIS_URL: url }).source).toMatchObject({
      ...{ output: 'a', dead: 'b', group: 'c', claimAfterMs: 500 },
    });
  });

  it('never tells what WAYMARK_REDIS_URL is', () => {
    const wrong = () => read(redis, { WAYMARK_REDIS_URL: 'http://:secret@127.0.0.1' });
    expect(wrong).toThrow(/WAYMARK_REDIS_URL: must be redis:/);
    expect(wrong).not.toThrow(/secret/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no model', ['--from', '-'], /name one model; got ''/],
    ['two models', ['a', 'b', '--from', '-'], /name one model; got 'a b'/],
    ['no source', ['a'], /--from must be - \(standard input\) or redis; got ''/],
    ['no stream', ['a', '--from', 'redis'], /--input must name[\s\S]*WAYMARK_REDIS_URL: must be set/],
    [
      'a stream of lines',
      ['a', '--from', '-', '--input', 'b', '--group', 'c'],
      /--group, --input: only with/,
    ],
    ['no time', [...redis, '--claim-after-ms', '0'], /--claim-after-ms must be a whole number/],
    ['an option that there is not', ['a', '--to', '-'], /--to/],
  ])('throws STREAM_CONFIG_INVALID for %s', (_, words, message) => {
    expect(() => read(words)).toThrow(
      expect.objectContaining({ code: 'STREAM_CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
