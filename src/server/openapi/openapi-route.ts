// The route of the OpenAPI document, which needs no key: `GET /v1/openapi.json`.
import type { FastifyInstance } from 'fastify';
import type { ReportsApiOptions } from '../reports-api/api-options.js';
import { openApiDocument } from './document.js';

export function addOpenApi(app: FastifyInstance, options: ReportsApiOptions): void {
  const { limiter, limits, accessLog, work } = options;
  // Made when first asked for, because most services are never asked.
  let document: string | undefined;
  app.route({
    method: 'GET',
    url: '/v1/openapi.json',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      accessLog.note(request).method = 'v1/openapi.json';
      // No key identifies the client, so its address does.
      const ended = await limiter.admit(`document for ${request.ip}`, limits);
      return work.during(reply, ended, async () => {
        document ??= JSON.stringify(openApiDocument());
        return reply.type('application/json; charset=utf-8').send(document);
      });
    },
  });
}
