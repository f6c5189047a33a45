// A folder as a source: its files are loaded once, and again when they change.

import type { SourceEntry } from '../../domain/source-entry.js';
import { count, counted } from '../../text/index.js';
import type { EntryValues } from '../declaration.js';
import { needed } from '../entry.js';
import type { Reading, ReadRequest, Source, SourceView } from '../source.js';
import type { SourceContext } from '../source-context.js';
import { shownPath } from '../unpack/names.js';
import type { FOLDER_OPTIONS } from './declaration.js';
import { FolderReading, type FolderReadingOptions, filesOf } from './folder-reading.js';
import { sleepUntilChange } from './folder-watch.js';

/** @throws SundialError `usage` if no folder is configured */
export function openFolder(
  entry: SourceEntry<EntryValues<typeof FOLDER_OPTIONS>>,
  { clock, folder: ownData }: SourceContext,
): Source {
  const { name, kind, label } = entry;
  return new FolderSource({ name, kind, label, clock, folder: needed(entry, 'path'), ownData });
}

class FolderSource implements Source {
  readonly name: string;
  readonly kind: string;

  constructor(
    private readonly options: FolderReadingOptions & { readonly name: string; readonly kind: string },
  ) {
    this.name = options.name;
    this.kind = options.kind;
  }

  async check(): Promise<SourceView> {
    const { folder, ownData } = this.options;
    let files = 0;
    for await (const found of filesOf(folder, ownData, () => {})) files += found.error ? 0 : 1;
    const shown = shownPath(folder);
    return {
      sentence: `${shown}: ${counted(files, 'file')}`,
      facts: [
        ['folder', shown],
        ['files', count(files)],
      ],
      json: { folder: shown, files },
    };
  }

  read(request: ReadRequest): Reading {
    return new FolderReading(request, this.options);
  }

  arrival(signal: AbortSignal): Promise<void> {
    return sleepUntilChange(this.options.folder, signal);
  }

  async close(): Promise<void> {}
}
