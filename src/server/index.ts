// The server's public entry: the service's health and metrics over HTTP.
export { type Health, healthOf, staleAfterSeconds } from './health.js';
export { Metrics, type MetricsOptions } from './prometheus.js';
export { type OpenServer, openServer, type ServerOptions } from './server.js';
