// Errors as TAXII 2.1 describes them (section 3.6.1), and the choice between this form and that of the Reports API.
import { STATUS_CODES } from 'node:http';
import type { RefusalForm } from '../http.js';
import { upstreamForm } from '../reports-api/refusal.js';
import { TAXII_TYPE } from './media-type.js';

/** Paths of the TAXII server. */
export const TAXII_PATH = '/taxii2/';

/** Requests to the TAXII server are refused in its form, and others like by the publisher. */
export const apiForm: RefusalForm = (error, status, path) =>
  path.startsWith(TAXII_PATH) ? taxiiForm(error, status, path) : upstreamForm(error, status);

const taxiiForm: RefusalForm = (error, asked) => {
  const { status, headers, body } = upstreamForm(error, asked);
  const message = {
    title: STATUS_CODES[status] ?? 'Error',
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
