// The route of the OpenAPI document, which needs no key: `GET /v1/openapi.json`.
import type { FastifyInstance } from 'fastify';
import type { ReportsApiOptions } from '../reports-api/api-options.js';
import { openApiDocument } from './document.js';

export function addOpenApi(app: FastifyInstance, { limiter, limits, accessLog }: ReportsApiOptions): void {
  const document = JSON.stringify(openApiDocument());
  app.route({
    method: 'GET',
    url: '/v1/openapi.json',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      accessLog.note(request).method = 'v1/openapi.json';
      // No key identifies the client, so its address does.
      reply.raw.once('close', limiter.admit(`address ${request.ip}`, limits));
      return reply.type('application/json; charset=utf-8').send(document);
    },
  });
}
