// Checks that a list which a person names is known, because a mistyped list would look like one without events.
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';

/**
 * @param known the lists that the store has reports of, or that were read for reports
 * @throws SundialError `list-unknown` with the nearest name
 */
export function requireList(asked: string, known: readonly string[]): void {
  if (known.includes(asked)) return;
  throw new SundialError('list-unknown', { list: asked, nearest: didYouMean(asked, known) });
}
