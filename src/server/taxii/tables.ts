// The table of the TAXII server: the journal of what was added to each collection, and when.
import { type DeclaredTables, SYNCED, type Table, WORD } from '../../domain/table.js';

/** One row for each time a slice changed in a collection; of the rows of a slice, the one with the latest date counts. */
const ENTRIES: Table = {
  name: 'taxii_entries',
  columns: [
    // The constituents whose events the collection has: their ids, in their order, separated by blanks.
    ['collection', WORD],
    // The date of the first object in microseconds since 1970, and how many further dates are reserved. No date is
    // reserved twice in a collection.
    ['began', 'UInt64'],
    ['room', 'UInt64'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    // Number and sum of the keys of the events that the collection shows; 0 = the slice was withdrawn or removed.
    ['events', 'UInt64'],
    ['sum', 'String'],
    ['loads', 'Array(UInt32)'],
    // By identifier: events, events of the version before, and the time of the version in milliseconds since 1970. Empty
    // after retention has removed the events.
    ['reports', 'Array(Tuple(list String, events UInt64, earlier UInt64, version UInt64))'],
  ],
  orderBy: '(collection, began)',
  settings: SYNCED,
};

export const TAXII_TABLES: DeclaredTables = {
  steps: [{ number: 19, title: 'the journal of TAXII collections', statements: [ENTRIES] }],
  readable: [ENTRIES],
};
