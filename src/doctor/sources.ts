// Turns the sources' answers into checks; the caller opens and contacts the sources.
import type { SundialError } from '../domain/errors.js';
import { type Check, ok, problem } from './check.js';

/** The answer of a source, or the reason for its failure. */
export type SourceAnswer = { readonly name: string; readonly kind: string } & (
  | { readonly view: { readonly sentence: string } }
  | { readonly error: SundialError }
);

/** A check for each source; without sources, a check that says so. */
export function sourceChecks(answers: readonly SourceAnswer[]): Check[] {
  if (answers.length === 0)
    return [{ name: 'sources', ...ok('none is configured; reports are loaded by hand') }];
  return answers.map((answer) => ({
    name: `source ${answer.name} (${answer.kind})`,
    // Messages from the table of errors already say what to do.
    ...('view' in answer ? ok(answer.view.sentence) : problem(answer.error.message)),
  }));
}
