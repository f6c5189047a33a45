// Declares the output to files: where they are, how they are named, their format, and how they are compressed.
import type { EntryOptions } from '../../domain/source-entry.js';
import { LISTED_FORMATS, RECORD_FORMATS } from '../../mapping/registry.js';
import { RECORD_OPTIONS } from '../body/options.js';
import { outputKind } from '../declaration.js';
import { FILES_ERRORS } from './errors.js';

const FORMATS = ['jsonl', 'csv', 'parquet'];

const COMPRESSIONS = ['auto', 'none', 'gzip', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

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
      'The path of a file below the folder, without its extension. {date}, {type}, {list}, {country} and {asn} stand for those of its events, {constituent} for each constituent to which they belong; {date} and {type} have to occur.',
    default: '{date}/{type}',
    example: '{type}/{date}/{country}',
  },
  format: {
    name: 'format',
    section: 'Outputs',
    type: 'enum',
    values: [...FORMATS, ...RECORD_FORMATS.map(({ name }) => name)],
    description: `The format of the files. csv is made for spreadsheets and marks formulas; jsonl (JSON lines) and parquet hold every text exactly. Lines in the vocabularies of other systems: ${LISTED_FORMATS}.`,
    default: 'jsonl',
    example: 'parquet',
  },
  compression: {
    name: 'compression',
    section: 'Outputs',
    type: 'enum',
    values: COMPRESSIONS,
    description:
      'How the files are compressed, Parquet inside the file; auto = snappy for Parquet, and not at all for other formats. zstd needs Node 22.15 or later.',
    default: 'auto',
    example: 'gzip',
  },
  ...RECORD_OPTIONS,
} as const satisfies EntryOptions;

export const FILES_KIND = outputKind(
  { kind: 'files', errors: FILES_ERRORS },
  {
    description:
      'Files of JSON lines, CSV, Parquet or records for other systems, at least one for each report type and date, and a manifest. A file is replaced as a whole when its events change. Changes of findings are JSON lines in a file for each day.',
    entry: FILES_OPTIONS,
    required: ['path'],
    carries: ['events', 'findings'],
    takes: 'slices',
    guarantee: 'store',
    fields: ['original'],
    batchRows: 5_000,
    open: async (entry, context) => (await import('./files.js')).openFiles(entry, context),
  },
);
