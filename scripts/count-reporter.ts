/**
 * Closes a test run with one plain line, `N passed, N failed` (`, N skipped`), that counts tests. Before it stands what
 * was skipped, by name, since the names say why: nothing is left out silently. A file that cannot be loaded, a failing
 * hook and an unhandled error each count as a failure; a run in which no test ran fails.
 */

import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

export class CountReporter implements Reporter {
  #print: (line: string) => void = () => {};

  onInit(vitest: Vitest): void {
    this.#print = (line) => vitest.logger.log(line);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = countFailures(modules, tests) + unhandledErrors.length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const line of describeSkipped(skipped)) this.#print(line);
    if (passed + failed === 0) {
      this.#print('error: no test ran');
      process.exitCode = 1;
    }
    this.#print(closingLine(passed, failed, skipped.length));
  }
}

/** The line that says how a run ended, alone on its line and without colour, for machines and people. */
export function closingLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Failed tests, and what failed around them: files at load, and hooks of a file or suite. */
function countFailures(modules: readonly TestModule[], tests: readonly TestCase[]): number {
  const failedTests = tests.filter((test) => test.result().state === 'failed').length;
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  return failedTests + suites.filter((suite) => suite.errors().length > 0).length;
}

/** One line a suite that was skipped whole, else a line a test, with the note that `skip('why')` left. */
function describeSkipped(tests: readonly TestCase[]): string[] {
  const counts = new Map<string, number>();
  for (const test of tests) {
    const result = test.result();
    const note = result.state === 'skipped' && result.note ? `: ${result.note}` : '';
    const line = `${test.module.relativeModuleId} > ${skippedName(test)}${note}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `skipped ${count} in ${line}`);
}

function skippedName({ parent, fullName }: TestCase): string {
  const isWhole =
    parent.type === 'suite' &&
    [...parent.children.allTests()].every((test) => test.result().state === 'skipped');
  return isWhole ? parent.fullName : fullName;
}
