/**
 * SIMULATED customers with the columns, marginals and dependence of the Telco data set; no row is of a real person, and
 * keys begin with `S-` so that none can be mistaken for one. Numbers from these rows are called simulated wherever they
 * appear. Left out: any dependence that the models of `customer-parameters.ts` do not hold.
 */

import { type Column, type ColumnSchema, isNumeric, type Table } from '@waymark/contracts';
import { churnSchema } from '../churn-schema.js';
import { type ChurnScenario, type Customer, simulateCustomer } from './simulate-customer.js';

export interface SimulationOptions {
  readonly rows: number;
  /** An integer. */
  readonly seed: number;
  /** `price-rise` changes three columns and who leaves; see `priceRiseColumns`. Default `ordinary`. */
  readonly scenario?: ChurnScenario;
  /** Number of the first customer: windows with other numbers hold other people. Default 0. */
  readonly firstCustomer?: number;
}

/** The columns whose distribution `price-rise` changes; all others are the same to the value. */
export const priceRiseColumns: readonly string[] = ['PaymentMethod', 'MonthlyCharges', 'TotalCharges'];

/** Cells of one customer in the schema's columns. */
type Cells = Readonly<Record<string, string | number>>;

/**
 * A table in the columns of `churnSchema`. A row depends on the seed, its customer number and the scenario only: more
 * rows leave the first ones as they are.
 *
 * @throws RangeError when rows, seed or firstCustomer are no integers, or negative counts.
 */
export function simulateChurn(options: SimulationOptions): Table {
  const { rows, seed, scenario = 'ordinary', firstCustomer = 0 } = options;
  checkCounts({ rows, seed, firstCustomer });
  const cells = Array.from({ length: rows }, (_, i) => {
    const customer = firstCustomer + i;
    return toCells(customer, simulateCustomer({ seed, customer, scenario }));
  });
  const columns = churnSchema.columns.map((column) => [column.name, toColumn(cells, column)]);
  return { rows, columns: Object.fromEntries(columns) };
}

function checkCounts(options: Required<Omit<SimulationOptions, 'scenario'>>): void {
  const { rows, seed, firstCustomer } = options;
  const areCounts = [rows, firstCustomer].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (areCounts && Number.isSafeInteger(seed)) return;
  throw new RangeError(
    'rows and firstCustomer must be whole numbers from 0 and seed a whole number; ' +
      `got ${rows}, ${firstCustomer} and ${seed}`,
  );
}

function toColumn(cells: readonly Cells[], column: ColumnSchema): Column {
  const values = cells.map((cell) => cell[column.name] ?? '');
  return isNumeric(column) ? Float64Array.from(values, Number) : values.map(String);
}

function toCells(number: number, customer: Customer): Cells {
  const { flags, internet } = customer;
  const yesNo = (flag: number | undefined) => (flag === 1 ? 'Yes' : 'No');
  const option = (flag: number | undefined) => (internet === 'No' ? 'No internet service' : yesNo(flag));
  return {
    customerID: `S-${String(number).padStart(7, '0')}`,
    gender: customer.isFemale ? 'Female' : 'Male',
    SeniorCitizen: flags.senior ?? 0,
    Partner: yesNo(flags.partner),
    Dependents: yesNo(flags.dependents),
    tenure: customer.tenure,
    PhoneService: yesNo(flags.phone),
    MultipleLines: flags.phone === 1 ? yesNo(flags.multipleLines) : 'No phone service',
    InternetService: internet,
    OnlineSecurity: option(flags.onlineSecurity),
    OnlineBackup: option(flags.onlineBackup),
    DeviceProtection: option(flags.deviceProtection),
    TechSupport: option(flags.techSupport),
    StreamingTV: option(flags.streamingTv),
    StreamingMovies: option(flags.streamingMovies),
    Contract: customer.contract,
    PaperlessBilling: yesNo(flags.paperless),
    PaymentMethod: customer.paymentMethod,
    MonthlyCharges: customer.monthlyCharges,
    TotalCharges: customer.totalCharges,
    Churn: yesNo(customer.churns ? 1 : 0),
  };
}
