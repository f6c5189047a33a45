// The daemon's public entry: the service's socket for commands, its schedule and its shutdown.
export { findService, runInService } from './command-client.js';
export { type CommandServer, type ServedCommand, serveCommands } from './command-server.js';
