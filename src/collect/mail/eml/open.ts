// Opens a folder of .eml files as a source.

import type { SourceEntry } from '../../../domain/source-entry.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { mailSourceOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import type { EML_OPTIONS } from './declaration.js';
import { openEml } from './eml.js';

/** @throws SundialError `usage` if no folder is named */
export function openEmlSource(
  entry: SourceEntry<EntryValues<typeof EML_OPTIONS>>,
  context: SourceContext,
): MailSource {
  const path = needed(entry, 'path');
  return mailSourceOf(entry, context, () => openEml(path, { ownData: context.folder }), {
    tellsOfArrivals: true,
  });
}
