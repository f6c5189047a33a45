// Declares a folder as a kind of source, for report files from other programs.
import type { EntryOptions } from '../../domain/source-entry.js';
import { sourceKind } from '../declaration.js';

/** The options of a folder. */
export const FOLDER_OPTIONS = {
  path: {
    name: 'path',
    section: 'Sources',
    type: 'path',
    description:
      'The folder to read, with the folders below it. Programs that write into it should move finished files there, or write under a name that ends in .part or .tmp.',
    default: '',
    example: '/srv/reports',
  },
} as const satisfies EntryOptions;

export const FOLDER_KIND = sourceKind(
  { kind: 'folder' },
  {
    description: 'A folder of report files and archives. A file is read again when its size or time changes.',
    entry: FOLDER_OPTIONS,
    required: ['path'],
    runs: { read: 'folder' },
    open: async (entry, context) => (await import('./folder-source.js')).openFolder(entry, context),
  },
);
