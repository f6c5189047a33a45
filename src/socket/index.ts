// The socket's public entry: sends commands to the process that holds the store, and receives them there.
export { findService, runInService } from './client.js';
export { RUN_AGAIN } from './messages.js';
export { lostSocket } from './path.js';
export { type CommandServer, type ServedCommand, serveCommands } from './server.js';
export { type InTurn, makeTurns, oneAtATime, type TurnHolder, type Turns } from './turns.js';
