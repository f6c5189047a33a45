// The public entry of retention: how long things are kept, what would go, and removing it.
export type { AgeSettings } from './ages.js';
export { type ClockName, carryOut, type Progress } from './carry-out.js';
export { finishOriginals } from './originals.js';
export { type Plan, planRetention } from './plan.js';
export { RETENTION_RUN, runRetention } from './run.js';
