// Opens a Maildir as a source.

import type { SourceEntry } from '../../../domain/source-entry.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { mailSourceOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import type { MAILDIR_OPTIONS } from './declaration.js';
import { openMaildir } from './maildir.js';

/** @throws SundialError `usage` if no folder is named */
export function openMaildirSource(
  entry: SourceEntry<EntryValues<typeof MAILDIR_OPTIONS>>,
  context: SourceContext,
): MailSource {
  const path = needed(entry, 'path');
  const marks = entry.values.handled !== 'none';
  return mailSourceOf(entry, context, () => openMaildir(path, marks), { tellsOfArrivals: true });
}
