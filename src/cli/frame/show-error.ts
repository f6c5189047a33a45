// Shows why a command line failed: a line on stderr, or an object on stdout if results are requested as JSON.

import { asSundialError, EXIT } from '../../domain/errors.js';
import { json, printable } from '../../text/index.js';
import type { CliContext } from './context.js';

/** Whether an unparsable command line asks for JSON. */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).includes('--json');
}

/** Shows an error and sets the exit code, from the table of errors. */
export function showError(
  thrown: unknown,
  asJson: boolean,
  { print, note, exit, env }: Pick<CliContext, 'print' | 'note' | 'exit' | 'env'>,
): void {
  const error = asSundialError(thrown);
  const { code, message } = error;
  if (asJson) print(json({ error: { code, message } }));
  // On one line, so that a name in the message cannot look like another message.
  else note(`error: ${printable(message)}`);
  if (code === 'internal' && env.SUNDIAL_DEBUG) note(String((error.cause as Error)?.stack));
  exit(error.row.exit ?? EXIT.failed);
}
