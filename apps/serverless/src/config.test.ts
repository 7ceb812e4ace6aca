import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

describe('readConfig', () => {
  it('needs the bundle alone', () => {
    expect(readConfig({ WAYMARK_BUNDLE: '/opt/bundle' })).toEqual({
      ...{ bundleFolder: '/opt/bundle', logFolder: undefined, apiKeysFile: undefined, logLevel: 'warn' },
    });
  });

  it('takes everything from the environment', () => {
    const environment = {
      ...{ WAYMARK_BUNDLE: '/opt/bundle', WAYMARK_LOG_FOLDER: '/tmp/predictions' },
      ...{ WAYMARK_API_KEYS_FILE: '/opt/keys.json', LOG_LEVEL: 'info' },
    };
    expect(readConfig(environment)).toEqual({
      ...{ bundleFolder: '/opt/bundle', logFolder: '/tmp/predictions' },
      ...{ apiKeysFile: '/opt/keys.json', logLevel: 'info' },
    });
  });

  it('throws FUNCTION_CONFIG_INVALID with every problem', () => {
    const wrong = () => readConfig({ LOG_LEVEL: 'loud' });
    expect(wrong).toThrow(expect.objectContaining({ code: 'FUNCTION_CONFIG_INVALID', kind: 'usage' }));
    expect(wrong).toThrow(/WAYMARK_BUNDLE: must name the folder of a bundle[\s\S]*LOG_LEVEL/);
  });
});
