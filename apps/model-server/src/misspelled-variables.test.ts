import { describe, expect, it } from 'vitest';
import { misspelledVariables } from './misspelled-variables.js';

const known = [
  'HOST',
  'PORT',
  'WAYMARK_HOME',
  'WAYMARK_API_KEYS_FILE',
  'WAYMARK_WORKERS',
  'WAYMARK_TLS_KEY_FILE',
];
const problems = (environment: NodeJS.ProcessEnv) => misspelledVariables(environment, known);

describe('misspelledVariables', () => {
  it.each([
    ['WAYMARK_API_KEY_FILE', 'WAYMARK_API_KEYS_FILE'],
    ['WAYMARK_API_KEYS_FILES', 'WAYMARK_API_KEYS_FILE'],
    ['WAYMARK_WROKERS', 'WAYMARK_WORKERS'],
    ['WAYMARK_API_KEYS', 'WAYMARK_API_KEYS_FILE'],
    ['WAYMARK_TLS', 'WAYMARK_TLS_KEY_FILE'],
    ['WAYMARK_HOST', 'HOST'],
    ['WAYMARK_PORT', 'PORT'],
  ])('names for %s the variable that was meant', (name, meant) => {
    expect(problems({ [name]: '1' })).toEqual([
      `${name}: the server reads no such variable; ${meant} is one`,
    ]);
  });

  it('leaves alone what is right, and what is far from all names or of other programs', () => {
    const right = Object.fromEntries(known.map((name) => [name, '1']));
    expect(problems({ ...right, WAYMARK_TFJS_BACKEND: 'wasm', WAYMARK_SHARDS: '8', PROT: '1' })).toEqual([]);
  });

  it('leaves alone the addresses that Kubernetes sets for services', () => {
    const environment = { WAYMARK_PORT: 'tcp://10.0.0.1:8080', WAYMARK_SERVICE_HOST: '10.0.0.1' };
    expect(problems(environment)).toEqual([]);
  });

  it('finds nothing in no variables', () => {
    expect(problems({})).toEqual([]);
  });
});
