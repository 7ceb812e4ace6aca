/**
 * The churn project's parts that other apps use: its schema and the simulator of its customers. The project itself is
 * the default export of `project.ts`, which the command line loads.
 */

export { churnSchema } from './churn-schema.js';
export { priceRiseColumns, type SimulationOptions, simulateChurn } from './simulator/simulate-churn.js';
export type { ChurnScenario } from './simulator/simulate-customer.js';
