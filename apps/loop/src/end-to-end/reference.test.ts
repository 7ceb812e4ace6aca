/** The churn model against values that others computed: scikit-learn's on the real file, and Python's own runtime. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { churnSchema, simulateChurn } from '@waymark/churn';
import { writeTable } from '@waymark/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runResult } from '../results.js';
import { waymark } from '../waymark-command.js';

const dataFolder = process.env.WAYMARK_TEST_DATA;
const python = process.env.WAYMARK_TEST_PYTHON;
const telco = join(dataFolder ?? '', 'telco-customer-churn/telco.csv');

/** Logistic regression in scikit-learn 1.9, 5 stratified folds: 0.845; the bar leaves room for other folds. */
const crossValidatedBar = 0.843;
const simulationTolerance = 0.02;

const foldsResult = z.object({ summary: z.object({ rocAuc: z.object({ mean: z.number() }) }) });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (name: string, words: readonly string[]) =>
  waymark(['run', 'churn', '--out', join(folder, name), '--home', join(folder, name, 'home'), ...words], {
    result: runResult,
  });

describe.skipIf(!dataFolder)(
  'churn on the real Telco file (needs WAYMARK_TEST_DATA)',
  { timeout: 300_000 },
  () => {
    const crossValidate = async (file: string): Promise<number> => {
      const words = ['evaluate', 'churn', '--folds', '5', '--data', file, '--home', join(folder, 'folds')];
      return (await waymark(words, { result: foldsResult })).summary.rocAuc.mean;
    };
    /** The mean ROC-AUC of the real file. */
    let real = Number.NaN;
    beforeAll(async () => {
      real = await crossValidate(telco);
    }, 300_000);

    it('reaches scikit-learn in cross-validation, inside of the test split’s interval', async () => {
      expect(real).toBeGreaterThanOrEqual(crossValidatedBar);
      const { report } = await run('telco', ['--data', telco]);
      expect(real).toBeGreaterThan(report.metrics.rocAuc.low);
      expect(real).toBeLessThan(report.metrics.rocAuc.high);
    });

    it('scores about the same on simulated customers', async () => {
      const file = join(folder, 'simulated.csv');
      await writeTable(file, simulateChurn({ rows: 7043, seed: 20 }), churnSchema);
      expect(Math.abs((await crossValidate(file)) - real)).toBeLessThanOrEqual(simulationTolerance);
    });
  },
);

/** Prints the largest difference of the probabilities and whether all labels agree. */
const checker = `
import json, sys
import numpy as np, onnx, onnxruntime
folder = sys.argv[1]
onnx.checker.check_model(onnx.load(folder + '/model.onnx'), full_check=True)
golden = json.load(open(folder + '/golden.json'))
session = onnxruntime.InferenceSession(folder + '/model.onnx')
kinds = {'tensor(int64)': (np.int64, 0), 'tensor(double)': (np.float64, np.nan), 'tensor(string)': (object, '')}
feeds = {}
for i in session.get_inputs():
    dtype, missing = kinds[i.type]
    feeds[i.name] = np.array([missing if r[i.name] is None else r[i.name] for r in golden['rows']], dtype=dtype)
label, probabilities = session.run(['label', 'probabilities'], feeds)
difference = np.abs(probabilities - np.array(golden['expected']['probabilities'])).max()
print(json.dumps({'difference': float(difference), 'labels': list(label) == golden['expected']['label']}))
`;

describe.skipIf(!python)('the bundle in Python (needs WAYMARK_TEST_PYTHON)', { timeout: 180_000 }, () => {
  it('passes onnx.checker with full check and gives the golden outputs', async () => {
    await run('python', []);
    const bundle = join(folder, 'python/artifacts/bundle');
    const { stdout } = await promisify(execFile)(python ?? '', ['-c', checker, bundle]);
    const { difference, labels } = z
      .object({ difference: z.number(), labels: z.boolean() })
      .parse(JSON.parse(stdout));
    expect(difference).toBeLessThanOrEqual(1e-6);
    expect(labels).toBe(true);
  });
});
