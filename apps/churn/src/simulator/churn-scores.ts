/**
 * Who leaves. The ordinary score was estimated from the Telco data set (scikit-learn logistic regression on the terms
 * below) and multiplied by 0.97, so that models score on simulated rows as they do on the real ones; its intercept gives
 * the real churn rate. The price rise is invented: inputs shift, and so does what they mean.
 */

import type { LinearScore } from './linear-score.js';

/** Log-odds of leaving. */
export const churnScore: LinearScore = {
  intercept: 0.84,
  senior: 0.22,
  dependents: -0.12,
  phone: -0.53,
  fiber: 0.95,
  noInternet: -0.81,
  oneYear: -0.7,
  twoYear: -1.67,
  logMonths: -0.73,
  multipleLines: 0.36,
  onlineSecurity: -0.31,
  onlineBackup: -0.13,
  techSupport: -0.27,
  streamingTv: 0.29,
  streamingMovies: 0.31,
  paperless: 0.34,
  electronicCheck: 0.32,
};

/** A quarter on every bill, after which many customers stop paying automatically. */
export const priceRise = {
  priceFactor: 1.25,
  /** Added to the log-odds of paying by electronic check. */
  electronicCheckShift: 1.5,
} as const;

/**
 * After the rise, what is dear is cancelled: fibre without a contract and streaming. A contract or a long time as a
 * customer protects no longer; having no internet, or support and security that one would miss, protects more.
 */
export const priceRiseChurnScore: LinearScore = {
  ...churnScore,
  intercept: -0.88,
  fiberMonthly: 1.2,
  noInternet: -2,
  oneYear: 0.1,
  twoYear: 0.3,
  logMonths: -0.2,
  onlineSecurity: -0.9,
  techSupport: -0.9,
  streamingTv: 0.8,
  streamingMovies: 0.8,
  electronicCheck: -0.2,
};
