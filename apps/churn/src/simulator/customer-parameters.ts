/**
 * Who the simulated customers are: aggregates that were estimated from the Telco data set (IBM, Apache-2.0), no rows of
 * it. A column is drawn from a logistic model of the columns before it (scikit-learn, C = 100; weights rounded, small
 * ones left out), tenure from a histogram, charges from a price list.
 */

import type { LinearScore } from './linear-score.js';

export type Internet = 'DSL' | 'Fiber optic' | 'No';
export type Contract = 'Month-to-month' | 'One year' | 'Two year';
export type PaymentMethod =
  | 'Bank transfer (automatic)'
  | 'Credit card (automatic)'
  | 'Electronic check'
  | 'Mailed check';

export const femaleShare = 0.495;
export const seniorShare = 0.162;

export const flagScores = {
  partner: { intercept: -0.08, senior: 0.09 },
  dependents: { intercept: -2.04, senior: -2.14, partner: 2.4 },
  /** For DSL only: all others have a phone. */
  phone: { intercept: 0.87, partner: 0.15 },
  multipleLines: {
    intercept: -2.17,
    senior: 0.41,
    fiber: 1.04,
    noInternet: -0.83,
    years: 0.28,
    logMonths: 0.28,
  },
  paperless: {
    intercept: 0.34,
    senior: 0.4,
    dependents: -0.11,
    fiber: 0.91,
    noInternet: -1,
    oneYear: -0.25,
    twoYear: -0.34,
  },
} as const satisfies Record<string, LinearScore>;

export const internetScores: Readonly<Record<Internet, LinearScore>> = {
  DSL: { intercept: 0 },
  'Fiber optic': { intercept: 0.12, senior: 0.99, partner: 0.21, dependents: -0.54 },
  No: { intercept: -0.45, senior: -1.11, partner: -0.2, dependents: 0.41 },
};

export const contractScores: Readonly<Record<Contract, LinearScore>> = {
  'Month-to-month': { intercept: 0 },
  'One year': {
    intercept: -1.18,
    senior: -0.34,
    partner: 0.85,
    dependents: 0.24,
    fiber: -0.59,
    noInternet: 0.42,
  },
  'Two year': {
    intercept: -1.5,
    senior: -0.59,
    partner: 1.51,
    dependents: 0.29,
    fiber: -0.92,
    noInternet: 0.91,
  },
};

/** First month of each tenure bin; the last one ends at 72. */
export const tenureBins = [0, 1, 2, 4, 7, 13, 25, 37, 49, 61, 72] as const;

/** Customers in each bin, per mille. */
export const tenureWeights: Readonly<Record<Contract, Readonly<Record<Internet, readonly number[]>>>> = {
  'Month-to-month': {
    DSL: [0, 172, 123, 110, 159, 190, 112, 74, 48, 12, 0],
    'Fiber optic': [0, 110, 94, 87, 140, 200, 145, 100, 82, 42, 1],
    No: [0, 303, 137, 130, 170, 153, 76, 27, 2, 2, 0],
  },
  'One year': {
    DSL: [0, 4, 2, 4, 65, 139, 209, 214, 214, 151, 0],
    'Fiber optic': [0, 0, 0, 2, 11, 43, 115, 171, 288, 341, 30],
    No: [3, 14, 33, 41, 115, 261, 190, 148, 121, 71, 3],
  },
  'Two year': {
    DSL: [8, 0, 3, 5, 13, 40, 40, 86, 166, 428, 212],
    'Fiber optic': [0, 0, 0, 0, 0, 2, 23, 58, 133, 445, 338],
    No: [8, 3, 3, 16, 49, 100, 96, 155, 182, 287, 102],
  },
};

/** Customers with a partner stay longer: the uniform draw is raised to this power. */
export const tenurePower = { single: 1.25, partner: 0.78 } as const;

/** For customers with internet; the order matters, as later options depend on earlier ones. */
export const optionScores = {
  onlineSecurity: {
    intercept: -2.24,
    senior: -0.29,
    dependents: 0.22,
    phone: 0.39,
    fiber: -0.99,
    oneYear: 0.54,
    twoYear: 1.14,
    years: 0.09,
    logMonths: 0.4,
  },
  onlineBackup: {
    intercept: -1.89,
    dependents: 0.11,
    phone: 0.12,
    oneYear: 0.11,
    twoYear: 0.24,
    years: 0.34,
    logMonths: 0.15,
    onlineSecurity: 0.08,
  },
  deviceProtection: {
    intercept: -2.26,
    phone: -0.15,
    fiber: 0.25,
    oneYear: 0.7,
    twoYear: 1.43,
    years: 0.06,
    logMonths: 0.46,
    onlineSecurity: -0.08,
  },
  techSupport: {
    intercept: -2.5,
    senior: -0.46,
    phone: 0.3,
    fiber: -0.76,
    oneYear: 0.79,
    twoYear: 1.92,
    years: -0.15,
    logMonths: 0.56,
    onlineSecurity: 0.26,
    onlineBackup: 0.15,
    deviceProtection: 0.26,
  },
  streamingTv: {
    intercept: -2.04,
    senior: 0.09,
    dependents: 0.07,
    phone: -0.21,
    fiber: 0.98,
    oneYear: 0.42,
    twoYear: 0.83,
    logMonths: 0.35,
    onlineSecurity: -0.38,
    deviceProtection: 0.66,
    techSupport: 0.3,
  },
  streamingMovies: {
    intercept: -2.21,
    senior: 0.16,
    dependents: -0.15,
    phone: -0.22,
    fiber: 0.7,
    oneYear: 0.35,
    twoYear: 0.66,
    logMonths: 0.29,
    onlineSecurity: -0.22,
    deviceProtection: 0.56,
    techSupport: 0.21,
    streamingTv: 1.42,
  },
} as const satisfies Record<string, LinearScore>;

export const paymentScores: Readonly<Record<PaymentMethod, LinearScore>> = {
  'Bank transfer (automatic)': { intercept: 0 },
  'Credit card (automatic)': {
    intercept: 0.16,
    partner: -0.16,
    fiber: -0.1,
    noInternet: -0.08,
    oneYear: 0.17,
    twoYear: 0.21,
    logMonths: -0.06,
  },
  'Electronic check': {
    intercept: 2.09,
    senior: 0.22,
    dependents: -0.13,
    fiber: 0.57,
    noInternet: -0.89,
    oneYear: -0.48,
    twoYear: -1.23,
    logMonths: -0.55,
    paperless: 0.27,
  },
  'Mailed check': {
    intercept: 2.83,
    senior: -0.5,
    dependents: 0.21,
    partner: -0.3,
    fiber: -0.82,
    noInternet: 0.58,
    oneYear: 0.15,
    logMonths: -0.82,
    paperless: -0.27,
  },
};

/** The price list: dollars a month of a DSL line, and what each item adds. */
export const listPrice: LinearScore = {
  intercept: 25,
  fiber: 25,
  noInternet: -25,
  phone: 20,
  multipleLines: 5,
  onlineSecurity: 5,
  onlineBackup: 5,
  deviceProtection: 5,
  techSupport: 5,
  streamingTv: 10,
  streamingMovies: 10,
};

/** Bills scatter round the list with this standard deviation, in dollars. */
export const monthlyDeviation = 1.02;

/** The sum of past bills scatters round tenure × the present one with this × √(months before). */
export const totalDeviationPerRootMonth = 11;
