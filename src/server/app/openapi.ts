// Describes the API of the web application in OpenAPI 3.1, from the contract.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sundialVersion } from '../../domain/version.js';
import { API_ROOT, ENDPOINTS, type Endpoint, JSON_LINES } from './contract.js';

/** The description as a JSON value. `x-needs` is the role that a request needs, or `anyone`. */
export function appReference(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(name, endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'The API of the web application of Sundial',
      description:
        'The requests of the pages. Sessions are in a cookie that JavaScript cannot read. Requests that change something are JSON, and carry `Sec-Fetch-Site: same-origin` or an `Origin` of the application.',
      version: sundialVersion(),
    },
    servers: [{ url: API_ROOT }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-sundial' } },
      schemas: { Error: ERROR },
    },
  };
}

/** Adds the route of the description, which everybody may read: it is in the source as well. */
export function addAppReference(app: FastifyInstance): void {
  app.get(`${API_ROOT}/openapi.json`, async () => appReference());
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    },
  },
};

function operation(
  name: string,
  { path, needs, summary, query, body, isInParts, answer }: Endpoint,
): unknown {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, parameter]) => ({
      ...{ name: parameter, in: 'path', required: true, schema: { type: 'string' } },
    })),
    ...Object.entries(query?.shape ?? {}).map(([parameter, schema]) => ({
      ...{ name: parameter, in: 'query', schema: schemaOf(schema as z.ZodType) },
    })),
  ];
  return {
    ...{ operationId: name, summary, 'x-needs': needs },
    security: needs === 'anyone' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body)) } }),
    responses: {
      200: {
        description: 'Done',
        content: isInParts ? { [JSON_LINES]: { schema: schemaOf(answer) } } : json(schemaOf(answer)),
      },
      default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

const json = (schema: unknown) => ({ 'application/json': { schema } });

/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
function schemaOf(schema: z.ZodType): unknown {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return rest;
}
