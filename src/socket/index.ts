// The socket's public entry: hands commands to the process that holds the store, and takes them there.
export { findService, runInService } from './client.js';
export { type CommandServer, type ServedCommand, serveCommands } from './server.js';
export { type InTurn, oneAtATime, type TurnHolder } from './turns.js';
