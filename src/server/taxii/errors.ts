// Declares the errors of the TAXII server, whose texts go to constituents: none may contain more than their own request.
import { type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const TAXII_ERRORS = {
  'taxii-collection-unknown': operator(
    'none of your collections has this id or alias. GET /taxii2/sundial/collections/ lists them',
    EXIT.usage,
    404,
  ),
  'taxii-object-unknown': operator('the collection has no such object', EXIT.usage, 404),
  'taxii-read-only': operator('collections are read-only: objects come from reports', EXIT.usage, 403),
  'taxii-media-type': operator(
    'this server answers with application/taxii+json;version=2.1, which the header Accept does not allow',
    EXIT.usage,
    406,
  ),
} as const satisfies Record<string, ErrorRow>;
