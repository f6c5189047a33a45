// Opens an mbox file as a source.

import type { SourceEntry } from '../../../domain/source-entry.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { mailSourceOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import type { MBOX_OPTIONS } from './declaration.js';
import { openMbox } from './mbox.js';

/** @throws SundialError `usage` if no file is named */
export function openMboxSource(
  entry: SourceEntry<EntryValues<typeof MBOX_OPTIONS>>,
  context: SourceContext,
): MailSource {
  const path = needed(entry, 'path');
  return mailSourceOf(entry, context, () => openMbox(path), { tellsOfArrivals: false });
}
