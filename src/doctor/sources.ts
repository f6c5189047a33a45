// Turns the answers of sources and outputs into checks; the caller opens and contacts them.
import type { SundialError } from '../domain/errors.js';
import { type Check, ok, problem } from './check.js';

/** The answer of a source or output, or the reason for its failure. */
export type SourceAnswer = { readonly name: string; readonly kind: string } & (
  | { readonly view: { readonly sentence: string } }
  | { readonly error: SundialError }
);

/** A check for each source; without sources, a check that says so. */
export function sourceChecks(answers: readonly SourceAnswer[]): Check[] {
  if (answers.length === 0)
    return [{ name: 'sources', ...ok('none is configured; reports are loaded by hand') }];
  return checksOf('source', answers);
}

/** A check for each output. */
export function outputChecks(answers: readonly SourceAnswer[]): Check[] {
  return checksOf('output', answers);
}

function checksOf(noun: string, answers: readonly SourceAnswer[]): Check[] {
  return answers.map((answer) => ({
    name: `${noun} ${answer.name} (${answer.kind})`,
    // Messages from the table of errors already say what to do.
    ...('view' in answer ? ok(answer.view.sentence) : problem(answer.error.message)),
  }));
}
