// The daemon's public entry: the service, its log and its shutdown.
export type { RunCommand } from './commands.js';
export { type Front, openFront } from './front.js';
export { endHard, endsWithCode } from './hard-end.js';
export { type LogOptions, type OpenLog, openLog } from './log.js';
export { type OpenService, openService, type ServiceParts } from './open-service.js';
export { stopOnSignal } from './shutdown.js';
export { wait } from './wait.js';
