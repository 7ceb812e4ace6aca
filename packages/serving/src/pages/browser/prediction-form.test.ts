import { describe, expect, it } from 'vitest';
import { curlCommand } from './prediction-form.js';

describe('curlCommand', () => {
  it('is one line that a shell takes apart into the request', () => {
    expect(curlCommand('http://localhost:8080/v1/models/a:predict', { x: 1, y: null, z: 'é\n' })).toBe(
      `curl -s 'http://localhost:8080/v1/models/a:predict' -H 'Content-Type: application/json' -d '{"instances":[{"x":1,"y":null,"z":"é\\n"}]}'`,
    );
  });

  it('keeps the shell away from what a text says', () => {
    expect(curlCommand('http://h/', { city: `'; rm -rf ~ $(x) \`y\` '` })).toBe(
      `curl -s 'http://h/' -H 'Content-Type: application/json' -d '{"instances":[{"city":"'\\''; rm -rf ~ $(x) \`y\` '\\''"}]}'`,
    );
  });
});
