// Declares the output to files: where they are, how they are named, and how they are compressed.
import type { EntryOptions } from '../../domain/source-entry.js';
import { outputKind } from '../declaration.js';
import { FILES_ERRORS } from './errors.js';

/** The options of files. */
export const FILES_OPTIONS = {
  path: {
    name: 'path',
    section: 'Outputs',
    type: 'path',
    description: 'The folder for the files and their manifest; created if it is missing.',
    default: '',
    example: '/srv/lake',
  },
  template: {
    name: 'template',
    section: 'Outputs',
    type: 'string',
    description:
      'The path of a file below the folder, without its extension. {date}, {type} and {list} stand for those of its events; {date} and {type} have to occur.',
    default: '{date}/{type}',
    example: '{type}/{date}/{list}',
  },
  compression: {
    name: 'compression',
    section: 'Outputs',
    type: 'enum',
    values: ['none', 'gzip'],
    description: 'How the files are compressed.',
    default: 'none',
    example: 'gzip',
  },
} as const satisfies EntryOptions;

export const FILES_KIND = outputKind(
  { kind: 'files', errors: FILES_ERRORS },
  {
    description:
      'Files of JSON lines, at least one for each report type and date, and a manifest. A file is replaced as a whole when its events change.',
    entry: FILES_OPTIONS,
    required: ['path'],
    carries: ['events'],
    takes: 'slices',
    guarantee: 'store',
    fields: ['original'],
    batchRows: 5_000,
    open: async (entry, context) => (await import('./files.js')).openFiles(entry, context),
  },
);
