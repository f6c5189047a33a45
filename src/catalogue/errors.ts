// Declares errors about report types and the catalogue.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const CATALOGUE_ERRORS = {
  'type-unknown': operator(
    'report type "{type}" is not in the catalogue{nearest}. "sundial types" lists them',
    EXIT.usage,
    404,
  ),
  'catalogue-unreadable': operator(
    "{file} is not a catalogue ({problem}). Expected an object like the publisher's reports.json",
    EXIT.usage,
  ),
} as const satisfies Record<string, ErrorRow>;
