// The errors of the output to MISP. Those of a feed's files are the errors of the output to files, and failures of the
// network have those of src/net.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const MISP_ERRORS = {
  'misp-feed-damaged': operator(
    '{file}: {problem}. Move the folder of the feed away and run "sundial publish {output} --replay", which writes the whole feed',
    EXIT.failed,
    500,
  ),
  'misp-auth': api(
    'auth',
    '{what}: MISP does not accept the key ({problem}). Nothing was sent; check api_key of the output, and that the role of its user may use the API',
    'operator',
  ),
  'misp-rights': api(
    'auth',
    '{what}: the key lacks rights ({problem}). What is unfinished will be sent again; give its user the rights that docs/how-to/misp.md lists',
    'operator',
  ),
  'misp-version': api(
    'refused',
    '{what}: MISP has version {version}, and Sundial needs {least} or later. Nothing was sent; update MISP, or publish a feed',
    'operator',
  ),
  'misp-refused': api(
    'refused',
    '{what}: MISP refused a request ({problem}). What is unfinished will be sent again; check the options of the output',
    'operator',
  ),
  'misp-busy': api(
    'unreachable',
    '{what}: MISP cannot answer at the moment ({problem}). What is unfinished will be sent again; check its load and its logs',
    'operator',
    true,
  ),
  'misp-answer': api(
    'malformed',
    '{what}: the answer is not that of MISP ({problem}). What is unfinished will be sent again; check url of the output',
    'operator',
    true,
  ),
  'misp-event-refused': operator(
    '{what}: MISP does not accept the event {event} ({problem}). Its rows were left out; send them again after changing the cause',
    EXIT.partial,
  ),
  'misp-row-refused': operator(
    '{what}: MISP has left values of the row {id} out of the event {event}. Its log says why, under Administration > Audit Logs',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
