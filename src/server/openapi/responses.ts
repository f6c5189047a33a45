// Parts of the OpenAPI document that describe answers.
import type { ErrorRow } from '../../domain/error-row.js';
import { REPORTS_API_ERRORS } from '../reports-api/errors.js';

const ERROR_SCHEMA = { $ref: '#/components/schemas/Error' };

/** Answers with errors, by status: the texts are those of the errors with this status. */
export function errorResponses(...statuses: readonly number[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: descriptionOf(status), content: { 'application/json': { schema: ERROR_SCHEMA } } },
    ]),
  );
}

function descriptionOf(status: number): string {
  return Object.values<ErrorRow>(REPORTS_API_ERRORS)
    .filter(({ http }) => http === status)
    .map(({ message }) => message)
    .join('; or: ');
}

export const jsonOf = (description: string) => ({ description, content: { 'application/json': {} } });

export const textOf = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});
