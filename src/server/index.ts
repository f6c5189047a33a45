// The server's public entry: what the service says of itself over HTTP.
export { type Health, type HealthState, healthOf, isHealthy, staleAfterSeconds } from './health.js';
export { Metrics, type MetricsOptions } from './metrics.js';
export { type OpenServer, openServer, type ServerOptions } from './server.js';
