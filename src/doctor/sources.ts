// Turns what the sources answered into checks; opening and asking them is up to the caller.
import type { SundialError } from '../domain/errors.js';
import { type Check, ok, problem } from './check.js';

/** What a source answered, or why it did not. */
export type SourceAnswer = { readonly name: string; readonly kind: string } & (
  | { readonly view: { readonly sentence: string } }
  | { readonly error: SundialError }
);

/** A check for each source; one that says so where there is none. */
export function sourceChecks(answers: readonly SourceAnswer[]): Check[] {
  if (answers.length === 0) return [{ name: 'sources', ...ok('none is set up; reports are loaded by hand') }];
  return answers.map((answer) => ({
    name: `source ${answer.name} (${answer.kind})`,
    // Messages of the errors table say themselves what to do.
    ...('view' in answer ? ok(answer.view.sentence) : problem(answer.error.message)),
  }));
}
