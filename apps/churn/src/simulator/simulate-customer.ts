/** One simulated customer: a function of (seed, customer number, scenario) and of nothing else. */

import { churnScore, priceRise, priceRiseChurnScore } from './churn-scores.js';
import {
  type Contract,
  contractScores,
  femaleShare,
  flagScores,
  type Internet,
  internetScores,
  listPrice,
  monthlyDeviation,
  optionScores,
  type PaymentMethod,
  paymentScores,
  seniorShare,
  tenureBins,
  tenurePower,
  tenureWeights,
  totalDeviationPerRootMonth,
} from './customer-parameters.js';
import {
  drawFlag,
  drawPosition,
  drawValue,
  evaluate,
  type LinearScore,
  type Term,
  type Terms,
} from './linear-score.js';
import { normal, uniform } from './random.js';

export type ChurnScenario = 'ordinary' | 'price-rise';

export interface Customer {
  readonly isFemale: boolean;
  readonly internet: Internet;
  readonly contract: Contract;
  readonly paymentMethod: PaymentMethod;
  /** Months. */
  readonly tenure: number;
  /** Dollars. */
  readonly monthlyCharges: number;
  /** Dollars; NaN in the first month. */
  readonly totalCharges: number;
  readonly churns: boolean;
  /** All flags, as 0 and 1. */
  readonly flags: Terms;
}

export interface CustomerOptions {
  readonly seed: number;
  /** From 0. */
  readonly customer: number;
  readonly scenario: ChurnScenario;
}

/** Each draw has a stream of its own. Append only: another order would change every simulated row. */
const streams = [
  'gender',
  'senior',
  'partner',
  'dependents',
  'internet',
  'phone',
  'contract',
  'tenureBin',
  'tenureMonth',
  'multipleLines',
  'onlineSecurity',
  'onlineBackup',
  'deviceProtection',
  'techSupport',
  'streamingTv',
  'streamingMovies',
  'paperless',
  'payment',
  'monthlyA',
  'monthlyB',
  'totalA',
  'totalB',
  'churn',
] as const;
type Draw = (stream: (typeof streams)[number]) => number;

/** Draws the columns in the order of their dependence; only payment, charges and churn know the scenario. */
export function simulateCustomer({ seed, customer, scenario }: CustomerOptions): Customer {
  const draw: Draw = (stream) => uniform(seed, customer, streams.indexOf(stream));
  const household = drawHousehold(draw);
  const internet = drawValue(draw('internet'), internetScores, household);
  const line = { fiber: internet === 'Fiber optic' ? 1 : 0, noInternet: internet === 'No' ? 1 : 0 };
  const contract = drawValue(draw('contract'), contractScores, { ...household, ...line });
  const tenure = drawTenure(draw, tenureWeights[contract][internet], household);
  const known = { ...household, ...line, ...contractTerms(contract, line.fiber), ...tenureTerms(tenure) };
  const flags = drawServices(draw, internet, known);
  const terms = { ...known, ...flags };
  const paymentMethod = drawPayment(draw, terms, scenario);
  const monthlyCharges = drawMonthly(draw, terms, scenario);
  return {
    isFemale: draw('gender') < femaleShare,
    internet,
    contract,
    paymentMethod,
    tenure,
    monthlyCharges,
    totalCharges: drawTotal(draw, tenure, monthlyCharges),
    churns: drawChurn(draw, { ...terms, ...paymentTerms(paymentMethod) }, scenario),
    flags: { ...household, ...flags },
  };
}

function drawHousehold(draw: Draw): Terms {
  const senior = draw('senior') < seniorShare ? 1 : 0;
  const partner = flag(draw, 'partner', { senior });
  return { senior, partner, dependents: flag(draw, 'dependents', { senior, partner }) };
}

function flag(draw: Draw, name: keyof typeof flagScores, terms: Terms): 0 | 1 {
  return drawFlag(draw(name), flagScores[name], terms) ? 1 : 0;
}

function drawTenure(draw: Draw, weights: readonly number[], { partner }: Terms): number {
  const power = partner === 1 ? tenurePower.partner : tenurePower.single;
  const bin = drawPosition(draw('tenureBin') ** power, weights);
  const first = tenureBins[bin] ?? 0;
  const end = tenureBins[bin + 1] ?? 73;
  return first + Math.floor(draw('tenureMonth') * (end - first));
}

function contractTerms(contract: Contract, fiber: number): Terms {
  return {
    oneYear: contract === 'One year' ? 1 : 0,
    twoYear: contract === 'Two year' ? 1 : 0,
    fiberMonthly: contract === 'Month-to-month' ? fiber : 0,
  };
}

function tenureTerms(tenure: number): Terms {
  return { years: tenure / 12, logMonths: Math.log1p(tenure) };
}

function paymentTerms(paymentMethod: PaymentMethod): Terms {
  return { electronicCheck: paymentMethod === 'Electronic check' ? 1 : 0 };
}

function drawServices(draw: Draw, internet: Internet, known: Terms): Terms {
  const phone = internet === 'DSL' ? flag(draw, 'phone', known) : 1;
  const flags: Partial<Record<Term, number>> = { phone };
  flags.multipleLines = phone === 1 ? flag(draw, 'multipleLines', known) : 0;
  // Object.keys of a literal gives its own keys only, in their order.
  for (const option of Object.keys(optionScores) as (keyof typeof optionScores)[]) {
    const isTaken = internet !== 'No' && drawFlag(draw(option), optionScores[option], { ...known, ...flags });
    flags[option] = isTaken ? 1 : 0;
  }
  return { ...flags, paperless: flag(draw, 'paperless', known) };
}

function drawPayment(draw: Draw, terms: Terms, scenario: ChurnScenario): PaymentMethod {
  if (scenario === 'ordinary') return drawValue(draw('payment'), paymentScores, terms);
  const check: LinearScore = paymentScores['Electronic check'];
  const shifted = { ...check, intercept: check.intercept + priceRise.electronicCheckShift };
  return drawValue(draw('payment'), { ...paymentScores, 'Electronic check': shifted }, terms);
}

function drawMonthly(draw: Draw, terms: Terms, scenario: ChurnScenario): number {
  const bill = evaluate(listPrice, terms) + monthlyDeviation * normal(draw('monthlyA'), draw('monthlyB'));
  return roundToFiveCents(scenario === 'ordinary' ? bill : bill * priceRise.priceFactor);
}

function drawTotal(draw: Draw, tenure: number, monthlyCharges: number): number {
  if (tenure === 0) return Number.NaN;
  const deviation = totalDeviationPerRootMonth * Math.sqrt(tenure - 1);
  const total = tenure * monthlyCharges + deviation * normal(draw('totalA'), draw('totalB'));
  return roundToFiveCents(Math.max(total, monthlyCharges));
}

function drawChurn(draw: Draw, terms: Terms, scenario: ChurnScenario): boolean {
  return drawFlag(draw('churn'), scenario === 'ordinary' ? churnScore : priceRiseChurnScore, terms);
}

/** As on the data set's bills. Dividing keeps the nearest double of the decimal, e.g. 70.35. */
function roundToFiveCents(dollars: number): number {
  return Math.round(dollars * 20) / 20;
}
