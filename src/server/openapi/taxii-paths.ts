// The endpoints of the TAXII server in the OpenAPI document.
import type { ErrorRow } from '../../domain/error-row.js';
import { REPORTS_API_ERRORS } from '../reports-api/errors.js';
import { ENDPOINTS, type Endpoint } from '../taxii/endpoints.js';
import { TAXII_ERRORS } from '../taxii/errors.js';
import { TAXII_TYPE } from '../taxii/media-type.js';
import { OBJECTS_QUERY } from '../taxii/request.js';
import { queryParameters } from './parameters.js';

type Json = Readonly<Record<string, unknown>>;

/** Errors of an endpoint by status; those about methods and reports of the Reports API are none. */
const ERRORS: Readonly<Record<number, readonly ErrorRow[]>> = {
  400: [REPORTS_API_ERRORS['call-invalid']],
  401: [REPORTS_API_ERRORS['call-refused'], REPORTS_API_ERRORS['call-expired']],
  403: [REPORTS_API_ERRORS['call-forbidden'], REPORTS_API_ERRORS['call-unencrypted']],
  404: [TAXII_ERRORS['taxii-collection-unknown'], TAXII_ERRORS['taxii-object-unknown']],
  406: [TAXII_ERRORS['taxii-media-type']],
  429: [REPORTS_API_ERRORS['call-too-often']],
  503: [REPORTS_API_ERRORS['call-unavailable'], REPORTS_API_ERRORS['call-timeout']],
};

/** The paths by their addresses. */
export function taxiiPaths(): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    ENDPOINTS.map((endpoint) => [pathOf(endpoint), { get: operationOf(endpoint) }] as const),
  );
}

const pathOf = ({ url }: Endpoint): string => url.replaceAll(/:(\w+)/g, '{$1}');

function operationOf(endpoint: Endpoint): Json {
  const { name, summary, isPaged } = endpoint;
  const inPath = [...pathOf(endpoint).matchAll(/\{(\w+)\}/g)].map(([, each]) => ({
    ...{ name: each, in: 'path', required: true, schema: { type: 'string' } },
    description: each === 'collection' ? 'The id or the alias of a collection.' : 'The id of a STIX object.',
  }));
  const parameters = [...inPath, ...(isPaged ? queryParameters(OBJECTS_QUERY) : [])];
  return {
    tags: ['TAXII'],
    operationId: name.replaceAll(/\W(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    security: [{ basic: [] }, { bearer: [] }],
    ...(parameters.length > 0 && { parameters }),
    responses: { 200: answerOf(isPaged === true), ...refusals() },
  };
}

function answerOf(isPaged: boolean): Json {
  const date = (which: string) => ({
    description: `When the ${which} object of the answer was added.`,
    schema: { type: 'string', format: 'date-time' },
  });
  return {
    description: 'The resource of TAXII 2.1.',
    ...(isPaged && {
      headers: {
        'X-TAXII-Date-Added-First': date('first'),
        'X-TAXII-Date-Added-Last': date('last'),
      },
    }),
    content: { [TAXII_TYPE]: { schema: { type: 'object' } } },
  };
}

function refusals(): Json {
  return Object.fromEntries(
    Object.entries(ERRORS).map(([status, rows]) => [
      status,
      {
        description: rows.map(({ message }) => message).join('; or: '),
        content: { [TAXII_TYPE]: { schema: { $ref: '#/components/schemas/TaxiiError' } } },
      },
    ]),
  );
}
