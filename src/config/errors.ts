// Declares the errors of the configuration.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const CONFIG_ERRORS = {
  'config-unknown-key': operator(
    '{place}: unknown option "{key}"{nearest}. See docs/reference/configuration.md',
    EXIT.usage,
  ),
  'config-invalid': operator(
    '{place}: {key} {problem}. Expected {expected}, for example {example}',
    EXIT.usage,
  ),
  'config-unreadable': operator(
    '{file}: {problem}. Correct the file, or name another one with --config',
    EXIT.usage,
  ),
  'config-exists': operator('{file} exists already. Remove it first or name another file', EXIT.usage),
} as const satisfies Record<string, ErrorRow>;
