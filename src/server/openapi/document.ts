// The description of all HTTP routes as OpenAPI 3.1, made from the schemas that check the requests.
import type { GeneratedFile } from '../../config/index.js';
import { LIMITS } from '../../domain/limits.js';
import { CHANGES_METHOD } from '../reports-api/changes/changes-route.js';
import { CHANGES_QUERY } from '../reports-api/changes/request.js';
import { membersSchema } from '../reports-api/declared-members.js';
import type { Method } from '../reports-api/method.js';
import { METHODS } from '../reports-api/methods.js';
import { queryParameters } from './parameters.js';
import { errorResponses, jsonOf, textOf } from './responses.js';
import { taxiiPaths } from './taxii-paths.js';

type Json = Readonly<Record<string, unknown>>;

/** The document; an object that `JSON.stringify` writes. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sundial',
      version: '1',
      description:
        "The API for constituents, which answers like the Shadowserver Foundation's Reports API, and the routes for the operator's monitoring, which have an address of their own.",
    },
    tags: [
      { name: 'Reports API', description: "Calls of the publisher's clients: POST with a signed body." },
      { name: 'Downloads', description: 'Reports as CSV. The id gives access, so it is a secret.' },
      { name: 'Changes', description: 'What appeared and what was withdrawn since a cursor.' },
      { name: 'TAXII', description: 'Reports as STIX 2.1, if the option taxii is on.' },
      { name: 'Operations', description: 'For the operator, on http_host and http_port.' },
    ],
    paths: {
      ...Object.fromEntries(METHODS.map((method) => [`/api2/${method.name}`, { post: callOf(method) }])),
      '/dl/{id}': { get: download('download'), head: download('downloadHeaders') },
      '/{id}': { get: download('downloadAtRoot'), head: download('downloadHeadersAtRoot') },
      [`/${CHANGES_METHOD}`]: { get: changes() },
      ...taxiiPaths(),
      '/v1/openapi.json': { get: itself() },
      ...operations(),
    },
    components: {
      schemas: {
        Error: {
          type: 'object',
          properties: { error: { type: 'string' } },
          required: ['error'],
        },
        TaxiiError: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            description: { type: 'string' },
            http_status: { type: 'string' },
          },
          required: ['title'],
        },
      },
      securitySchemes: {
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'HMAC2',
          description:
            'HMAC-SHA256 of the exact bytes of the body, made with the secret, in hexadecimal digits. The body has the key as "apikey".',
        },
        basic: { type: 'http', scheme: 'basic', description: 'The key as name, the secret as password.' },
        bearer: { type: 'http', scheme: 'bearer', description: 'KEY:SECRET, joined by a colon.' },
      },
    },
  };
}

/** The document as a file of the reference. */
export function openApiReference(): GeneratedFile[] {
  const content = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  return [{ path: 'docs/reference/openapi.json', content }];
}

function callOf(method: Method): Json {
  const { properties, required } = membersSchema(method);
  return {
    tags: ['Reports API'],
    operationId: method.name.replaceAll(/\W(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary: method.summary,
    ...(method.deviations && { description: method.deviations.join('\n\n') }),
    security: [{ signature: [] }],
    requestBody: {
      required: true,
      description: `One JSON object of at most ${LIMITS.callBytes} bytes, in any content type.`,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              apikey: { type: 'string', description: 'The key.' },
              help: { type: 'boolean', description: 'Answers with the names that the method accepts.' },
              ...properties,
            },
            required: ['apikey', ...required],
          },
        },
      },
    },
    responses: { 200: jsonOf('The answer.'), ...errorResponses(400, 401, 403, 404, 413, 429, 503) },
  };
}

function download(operationId: string): Json {
  return {
    tags: ['Downloads'],
    operationId,
    summary: 'The CSV of a report, under an id from reports/list.',
    security: [],
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{43,128}$' },
      },
    ],
    responses: {
      200: textOf('The report.', 'text/csv'),
      206: textOf('The range that was asked for.', 'text/csv'),
      304: { description: 'The client has this content.' },
      416: { description: 'The report has no such range.' },
      ...errorResponses(404, 429, 503),
    },
  };
}

function changes(): Json {
  const headers = {
    'Sundial-Cursor': {
      description: 'Continues after the rows of this answer. Keep it when they are stored.',
      schema: { type: 'string' },
    },
    'Sundial-More': {
      description: 'Whether there may be more already.',
      schema: { type: 'string', enum: ['true', 'false'] },
    },
  };
  const content = {
    'application/x-ndjson': { schema: { type: 'string' } },
    'text/csv': { schema: { type: 'string' } },
  };
  return {
    tags: ['Changes'],
    operationId: 'changes',
    summary: 'What appeared and what was withdrawn since a cursor.',
    security: [{ basic: [] }],
    parameters: queryParameters(CHANGES_QUERY),
    responses: {
      200: { description: 'The changes, in their order.', headers, content },
      ...errorResponses(400, 401, 403, 410, 429, 503),
    },
  };
}

function itself(): Json {
  return {
    tags: ['Changes'],
    operationId: 'openapi',
    summary: 'This document.',
    security: [],
    responses: { 200: jsonOf('OpenAPI 3.1.'), ...errorResponses(429) },
  };
}

/** Routes of the operator's address. */
function operations(): Json {
  const servers = [
    { url: 'http://127.0.0.1:8088', description: 'http_host and http_port, which are not for constituents' },
  ];
  const route = (operationId: string, summary: string, responses: Json) => ({
    servers,
    get: { tags: ['Operations'], operationId, summary, security: [], responses },
  });
  return {
    '/health': route('health', 'Whether the service works.', {
      200: jsonOf('It works.'),
      503: jsonOf('It does not; the answer says why.'),
    }),
    '/ready': route('ready', 'Whether the service is ready.', {
      200: jsonOf('It is.'),
      503: jsonOf('It is starting or stopping.'),
    }),
    '/metrics': route('metrics', 'Metrics for Prometheus.', { 200: textOf('The metrics.', 'text/plain') }),
  };
}
