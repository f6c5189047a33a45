// The public entry of the Reports API's double.
export type { Fault } from './faults.js';
export { type OfferedReport, offered, reportsIn } from './reports.js';
export { type DoubleOptions, ReportsApiDouble } from './server.js';
