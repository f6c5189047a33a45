// The server's public entry: what the service says of itself over HTTP.
export { type Health, healthOf, staleAfterSeconds } from './health.js';
export { Metrics, type MetricsOptions } from './prometheus.js';
export { type OpenServer, openServer, type ServerOptions } from './server.js';
