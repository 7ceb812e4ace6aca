/**
 * Churn: which customers of a telephone company leave. The whole project is this definition; the steps that read it
 * are the same for every project. Without a file of your own it runs on simulated customers.
 */

import { defineProject } from '@waymark/pipeline';
import {
  imputer,
  oneHotEncoder,
  passthrough,
  standardScaler,
  type TransformSpec,
} from '@waymark/preprocessing';
import { logisticRegression } from '@waymark/training';
import { churnSchema } from './churn-schema.js';
import { simulateChurn } from './simulator/simulate-churn.js';

/** No category may be missing; an empty text that comes all the same is as unknown as any other. */
const category: readonly TransformSpec[] = [oneHotEncoder({ infrequentBelow: 20, missing: 'zeros' })];

export default defineProject({
  name: 'churn',
  task: 'binary-classification',
  schema: churnSchema,
  positiveClass: 'Yes',
  source: {
    kind: 'simulated',
    rows: 7043,
    seed: 20,
    generate: simulateChurn,
    datasets: {
      telco: {
        url: 'https://raw.githubusercontent.com/IBM/telco-customer-churn-on-icp4d/master/data/Telco-Customer-Churn.csv',
        sha256: '16320c9c1ec72448db59aa0a26a0b95401046bef5d02fd3aeb906448e3055e91',
        bytes: 970_457,
        description: 'IBM Telco customer churn, 7,043 rows, Apache-2.0',
      },
    },
  },
  split: { validation: 0.15, test: 0.15, seed: 7 },
  preprocessing: {
    gender: category,
    SeniorCitizen: [passthrough()],
    Partner: category,
    Dependents: category,
    tenure: [standardScaler()],
    PhoneService: category,
    MultipleLines: category,
    InternetService: category,
    OnlineSecurity: category,
    OnlineBackup: category,
    DeviceProtection: category,
    TechSupport: category,
    StreamingTV: category,
    StreamingMovies: category,
    Contract: category,
    PaperlessBilling: category,
    PaymentMethod: category,
    MonthlyCharges: [standardScaler()],
    // Blank for customers in their first month.
    TotalCharges: [imputer({ strategy: 'constant', value: 0 }), standardScaler()],
  },
  // To compare: multilayerPerceptron({ hidden: [32], dropout: 0.2 }), and the training settings beside it.
  model: logisticRegression(),
  training: { ...logisticRegression.training, seed: 1 },
  gates: {
    minimum: { rocAuc: 0.8, averagePrecision: 0.5 },
    maximum: { brier: 0.16, logLoss: 0.5 },
    notWorseThanChampion: { metric: 'logLoss', margin: 0.01 },
  },
  monitoring: { windowRows: 4000 },
  retraining: { minimumRows: 1000 },
});
