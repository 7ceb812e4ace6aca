import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.js';
import { parseShard } from './predict-shard.js';

describe('parseShard', () => {
  it('reads the index, from 0, and the count', () => {
    expect(parseShard('3/8')).toEqual({ index: 3, count: 8 });
    expect(parseShard('0/1')).toEqual({ index: 0, count: 1 });
    expect(parseShard(undefined)).toBeUndefined();
  });

  it.each(['8/8', '0/0', '-1/8', '3', '3/8/1', 'a/b', '/8', ''])("throws USAGE for '%s'", (text) => {
    expect(() => parseShard(text)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('from 0/8 to 7/8') }),
    );
  });
});

describe('readEnvironment with the variables of an Indexed Job', () => {
  const read = async (variables: NodeJS.ProcessEnv) => (await readEnvironment(variables, '/workspace')).shard;

  it('takes the shard of the pod, where the number of shards is set', async () => {
    expect(await read({ WAYMARK_SHARDS: '8', JOB_COMPLETION_INDEX: '3' })).toEqual({ index: 3, count: 8 });
    expect(await read({ JOB_COMPLETION_INDEX: '3' })).toBeUndefined();
  });

  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ WAYMARK_SHARDS: '8' }, /JOB_COMPLETION_INDEX: must be set with WAYMARK_SHARDS/],
    [{ WAYMARK_SHARDS: '8', JOB_COMPLETION_INDEX: '8' }, /must be below WAYMARK_SHARDS, 8; got 8/],
    [{ WAYMARK_SHARDS: '0', JOB_COMPLETION_INDEX: '0' }, /WAYMARK_SHARDS: must be a whole number from 1/],
  ])('throws ENVIRONMENT_INVALID for %j', async (variables, message) => {
    await expect(read(variables)).rejects.toMatchObject({
      code: 'ENVIRONMENT_INVALID',
      message: expect.stringMatching(message),
    });
  });
});
