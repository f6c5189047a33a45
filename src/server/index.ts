// The server's public entry: the service's health and metrics over HTTP, the Reports API for constituents, and the web application.
export { openWebListener, type WebListener } from './app/open-web.js';
export { type Health, healthOf, staleAfterSeconds } from './health.js';
export { openApiReference } from './openapi/document.js';
export { Metrics, type MetricsOptions } from './prometheus.js';
export { type ApiListener, type ApiOptions, openApiListener } from './reports-api/open-listener.js';
export { apiReference } from './reports-api/reference.js';
export { type OpenServer, openServer, type ServerOptions } from './server.js';
