import { describe, expect, it } from 'vitest';
import { tinyProject } from './testing/tiny-project.js';

describe('defineProject', () => {
  it('takes the class order from the label column', () => {
    expect(tinyProject().classes).toEqual(['No', 'Yes']);
  });

  it('hashes what changes a result, and nothing else', () => {
    const hash = tinyProject().parametersHash;
    expect(tinyProject().parametersHash).toBe(hash);
    expect(tinyProject({ split: { validation: 0.2, test: 0.2, seed: 2 } }).parametersHash).not.toBe(hash);
    expect(tinyProject({ gates: { minimum: { rocAuc: 0.9 } } }).parametersHash).toBe(hash);
  });

  it('tells all problems of a definition at once', () => {
    const make = () =>
      tinyProject({ name: 'Tiny!', positiveClass: 'Maybe', split: { validation: 0.6, test: 0.5, seed: 1 } });
    expect(make).toThrow(expect.objectContaining({ code: 'PROJECT_INVALID', kind: 'usage' }));
    expect(make).toThrow(/name must match[\s\S]*got 'Tiny!'[\s\S]*positiveClass[\s\S]*Maybe[\s\S]*split/);
  });
});
