// The pipeline's public entry: what puts the stations together, for commands and for the service.
export { addDays, dateOf, datesBetween, scheduledDates } from './fetch/days.js';
export { addUp, type TakeInOptions, type TakenIn, takeIn, type Watch } from './take-in.js';
export { openWorkspace, type Workspace, workspaceOf } from './workspace.js';
