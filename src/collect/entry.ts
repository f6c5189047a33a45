// Reads the required options of an entry of `sources`, with errors that use the option's displayed name.
import { SundialError } from '../domain/errors.js';
import { Secret } from '../domain/secret.js';
import type { SourceEntry } from '../domain/source-entry.js';

/** The text of a required option. @throws SundialError `usage` if it is empty */
export function needed<Values extends object>(
  entry: SourceEntry<Values>,
  key: keyof Values & string,
): string {
  const value: unknown = entry.values[key];
  const text = value instanceof Secret ? value.reveal() : String(value);
  if (text.trim() === '') throw missing(entry, `${shownName(entry, key)} is not set`);
  return text;
}

/** The displayed name of an option of an entry. */
export function shownName({ shown }: Pick<SourceEntry, 'shown'>, key: string): string {
  return shown[key] ?? key;
}

/** Refuses an entry whose secrets are missing in the place that it names. @throws SundialError `source-secret` */
export function refuseUnset(entry: Pick<SourceEntry, 'shown' | 'unset'>): void {
  const [first] = Object.entries(entry.unset);
  if (!first) return;
  const [key, problem] = first;
  throw new SundialError('source-secret', { key: shownName(entry, key), problem });
}

/** @param problem a clause that names the option, such as `imap_host is not set` */
export function missing({ kind }: Pick<SourceEntry, 'kind'>, problem: string): SundialError {
  return new SundialError('usage', {
    problem: `${problem}. See docs/how-to for the requirements of a source of kind "${kind}"`,
  });
}
