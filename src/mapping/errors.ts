// Declares the errors of record formats.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const MAPPING_ERRORS = {
  'record-map': operator(
    "the map {file} of the format {format} cannot be used: {problem}. Download the publisher's file again, or remove the option to use the map that Sundial ships",
    EXIT.usage,
  ),
  'record-field': operator(
    'the format {format} cannot add the field {field}: {problem}. Expected {expected}',
    EXIT.usage,
  ),
} as const satisfies Record<string, ErrorRow>;
