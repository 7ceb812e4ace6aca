import { describe, expect, it } from 'vitest';
import { logConfig, logVariables } from './log-config.js';

const read = (environment: Readonly<Record<string, string>>) => logConfig(logVariables.parse(environment));

describe('logConfig', () => {
  it('logs everything, and to the disk alone, unless it is told otherwise', () => {
    expect(read({})).toEqual({ log: {} });
  });

  it('reads the share, the policy and the receiver', () => {
    const environment = {
      ...{ WAYMARK_LOG_SHARE: '0.25', WAYMARK_LOG_DROP: 'oldest' },
      ...{ WAYMARK_EVENTS_URL: 'https://events.example/in', WAYMARK_EVENTS_TOKEN: 'abc' },
    };
    expect(read(environment)).toEqual({
      log: { share: 0.25, dropped: 'oldest' },
      events: { url: new URL('https://events.example/in'), headers: { authorization: 'Bearer abc' } },
    });
  });

  it.each([
    ['WAYMARK_LOG_SHARE', '1.5', /must be a share from 0 to 1/],
    ['WAYMARK_LOG_SHARE', '10%', /must be a share from 0 to 1/],
    ['WAYMARK_EVENTS_URL', 'events.example', /must be an http or https URL/],
    ['WAYMARK_EVENTS_URL', 'ftp://events.example', /must be an http or https URL/],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });
});
