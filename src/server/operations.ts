// The routes for operators of the service: health, readiness and metrics.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../domain/clock.js';
import { isHealthy, type ServiceStatus } from '../domain/service-status.js';
import { healthOf } from './health.js';
import type { Metrics } from './prometheus.js';

export interface OperationsOptions {
  readonly status: () => ServiceStatus;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Adds `/health`, `/ready` and `/metrics`. None of them uses the engine or the disk. */
export function addOperations(app: FastifyInstance, { status, clock, metrics }: OperationsOptions): void {
  app.get('/health', async (_request, reply) => {
    const health = healthOf(status(), clock());
    return reply.code(isHealthy(health.status) ? 200 : 503).send(health);
  });
  app.get('/ready', async (_request, reply) => {
    const { state } = status();
    return reply.code(state === 'running' ? 200 : 503).send({ ready: state === 'running', state });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.contentType).send(await metrics.text()),
  );
}
