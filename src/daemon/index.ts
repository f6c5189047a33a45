// The daemon's public entry: the service, its schedule, its shutdown, and its socket for commands.
export { findService, runInService } from './command-client.js';
export { type CommandServer, type ServedCommand, serveCommands } from './command-server.js';
export { type LogOptions, type OpenLog, openLog } from './log.js';
export { type OpenService, openService, type ServiceParts } from './open-service.js';
export { stopOnSignal } from './shutdown.js';
export type { InTurn } from './turns.js';
export { wait } from './wait.js';
