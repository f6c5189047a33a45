// Reads what an entry of `sources` must have, and says under which name people set it where it is missing.
import { SundialError } from '../domain/errors.js';
import { Secret } from '../domain/secret.js';
import type { SourceEntry } from '../domain/source-entry.js';

/** The text of an option that the source cannot do without. @throws SundialError `usage` where it is empty */
export function needed<Values extends object>(
  entry: SourceEntry<Values>,
  key: keyof Values & string,
): string {
  const value: unknown = entry.values[key];
  const text = value instanceof Secret ? value.reveal() : String(value);
  if (text.trim() === '') throw missing(entry, `${shownName(entry, key)} is not set`);
  return text;
}

/** What people call an option of an entry. */
export function shownName({ shown }: Pick<SourceEntry, 'shown'>, key: string): string {
  return shown[key] ?? key;
}

/** Refuses an entry whose secrets are missing where it says that they are. @throws SundialError `source-secret` */
export function refuseUnset(entry: Pick<SourceEntry, 'shown' | 'unset'>): void {
  const [first] = Object.entries(entry.unset);
  if (!first) return;
  const [key, problem] = first;
  throw new SundialError('source-secret', { key: shownName(entry, key), problem });
}

/** @param problem a clause that names the option, such as `imap_host is not set` */
export function missing({ kind }: Pick<SourceEntry, 'kind'>, problem: string): SundialError {
  return new SundialError('usage', {
    problem: `${problem}. docs/how-to says what a source of kind "${kind}" needs`,
  });
}
