// Chooses the sources of a command: all sources that the command can read, or the one that a person names.
import { SOURCE_KINDS, type SourceKind } from '../collect/index.js';
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import type { SourceEntry } from '../domain/source-entry.js';

export interface SourceChoice {
  /** The command that reads the wanted kinds of sources by hand: `fetch` or `mail fetch`. */
  readonly command: string;
  /** The name of a single source; omitted = all sources of the command. */
  readonly name?: string | undefined;
  readonly kinds?: readonly SourceKind[];
}

/** The error if no source of the kinds that a command reads is set up. */
const NOTHING_SET_UP: Readonly<Record<string, () => SundialError>> = {
  fetch: () => new SundialError('api-credentials'),
  'mail fetch': () =>
    new SundialError('usage', {
      problem:
        'mail_source is not set, and sources has no mailbox. docs/how-to describes how to set up a mailbox',
    }),
};

/** @throws SundialError `usage`, `api-credentials` if no source is set up */
export function chosenEntries(entries: readonly SourceEntry[], choice: SourceChoice): SourceEntry[] {
  const { command, name, kinds = SOURCE_KINDS } = choice;
  const readable = new Set(kinds.filter(({ runs }) => runs.read === command).map(({ kind }) => kind));
  if (name !== undefined) {
    const entry = namedEntry(entries, name);
    if (readable.has(entry.kind)) return [entry];
    throw usage(
      `the source "${name}" is of kind ${entry.kind}, but this command is for ${[...readable].join(', ')}`,
    );
  }
  const chosen = entries.filter(({ kind }) => readable.has(kind));
  if (chosen.length === 0) throw NOTHING_SET_UP[command]?.() ?? new SundialError('source-missing');
  return chosen;
}

/** Chooses the source of a command that uses exactly one. @throws SundialError `usage` if several sources match */
export function chosenEntry(entries: readonly SourceEntry[], choice: SourceChoice): SourceEntry {
  const chosen = chosenEntries(entries, choice);
  if (chosen.length === 1) return chosen[0]!;
  const names = chosen.map(({ name }) => name).join(', ');
  throw usage(`there are several sources: ${names}. Name one with --source`);
}

/** @throws SundialError `usage` if no source has the name */
export function namedEntry(entries: readonly SourceEntry[], name: string): SourceEntry {
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  const names = entries.map((entry) => entry.name);
  const hint = didYouMean(name, names) || (names.length > 0 ? `; there are ${names.join(', ')}` : '');
  throw usage(`there is no source "${name}"${hint}`);
}

function usage(problem: string): SundialError {
  return new SundialError('usage', { problem });
}
