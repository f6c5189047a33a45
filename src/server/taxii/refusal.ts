// Errors as TAXII 2.1 describes them (section 3.6.1), and the choice between this form and that of the Reports API.
import type { RefusalForm } from '../http.js';
import { upstreamForm } from '../reports-api/refusal.js';
import { TAXII_TYPE } from './media-type.js';

/** Paths of the TAXII server. */
export const TAXII_PATH = '/taxii2/';

/** Requests to the TAXII server are refused in its form, and others like by the publisher. */
export const apiForm: RefusalForm = (error, status, path) =>
  `${path}/`.startsWith(TAXII_PATH) ? taxiiForm(error, status, path) : upstreamForm(error, status);

/** The names of RFC 9110 for the statuses of refusals. */
const TITLES: Readonly<Record<number, string>> = {
  ...{ 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' },
  ...{ 405: 'Method Not Allowed', 406: 'Not Acceptable', 413: 'Content Too Large' },
  ...{ 429: 'Too Many Requests', 503: 'Service Unavailable' },
};

const taxiiForm: RefusalForm = (error, asked) => {
  const { status, headers, body } = upstreamForm(error, asked);
  const message = {
    title: TITLES[status] ?? 'Error',
    description: (body as { readonly error: string }).error,
    http_status: String(status),
  };
  return {
    status,
    headers: { ...headers, 'content-type': TAXII_TYPE },
    // Bytes, because a text would get a character set added to its media type.
    body: Buffer.from(JSON.stringify(message)),
  };
};
