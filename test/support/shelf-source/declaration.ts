// Declares shelves as a kind of source, like an author in a folder of src/collect: lists of files by their paths.
import { sourceKind } from '../../../src/collect/declaration.js';
import { EXIT, operator } from '../../../src/domain/error-row.js';
import type { EntryOptions } from '../../../src/domain/source-entry.js';

export const SHELF_OPTIONS = {
  index: {
    name: 'index',
    section: 'Sources',
    type: 'path',
    description: 'A file that names report files, one per line.',
    default: '',
    example: '/srv/shelf/index.txt',
  },
  pin: {
    name: 'pin',
    section: 'Sources',
    type: 'string',
    secret: true,
    description: 'The first line of the index, which opens the shelf.',
    default: '',
    example: '0000',
  },
} as const satisfies EntryOptions;

export const SHELF_KIND = sourceKind(
  {
    kind: 'shelf',
    errors: {
      'shelf-locked': {
        ...operator('{shelf}: the pin was refused. Check pin', EXIT.authentication),
        class: 'auth',
      },
    },
  },
  {
    description: 'A list of report files.',
    entry: SHELF_OPTIONS,
    required: ['index', 'pin'],
    runs: { read: 'shelf' },
    open: async (entry, context) => (await import('./shelf.js')).openShelf(entry, context),
  },
);
