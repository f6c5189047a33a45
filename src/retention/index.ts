// The public entry of retention: the periods, the plan of what would be removed, and the removal.
export type { AgeSettings } from './ages.js';
export { carryOut, type PeriodName, type Progress } from './carry-out.js';
export { finishOriginals } from './originals.js';
export { type Plan, planRetention } from './plan.js';
export { RETENTION_RUN, runRetention } from './run.js';
