// Asks the user of a source for permission to read it.
import { type Authorization, type AuthorizeDialog, refuseUnset } from '../collect/index.js';
import type { Settings } from '../config/index.js';
import { SundialError } from '../domain/errors.js';
import type { SourceEntry } from '../domain/source-entry.js';
import { contextOf, kindOf, type SourceWorld } from './sources.js';

/** @throws SundialError `usage` if sources of the kind do not sign in on behalf of a user, and errors of the kind */
export async function authorizeSource(
  entry: SourceEntry,
  settings: Settings,
  world: SourceWorld,
  dialog: AuthorizeDialog,
): Promise<Authorization> {
  const kind = kindOf(entry, world);
  if (!kind.authorize)
    throw new SundialError('usage', {
      problem: `the source "${entry.name}" is of kind ${entry.kind}, which needs no permission of a user`,
    });
  refuseUnset(entry);
  // The entry's values have the types that its kind's options declare.
  return kind.authorize(entry as never, contextOf(settings, world), dialog);
}
