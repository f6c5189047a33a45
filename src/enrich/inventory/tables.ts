// The tables of the inventory: its imports, and the networks and names of each import's devices.
import {
  type DeclaredTables,
  enumeration,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
} from '../../domain/table.js';

/**
 * Imports of the inventory; the latest one of each source counts. The row is written last and makes the import count.
 */
const INVENTORY_IMPORTS: Table = {
  name: 'inventory_imports',
  columns: [
    ['version', 'UInt32'],
    ['source', WORD],
    // The file or address from which the inventory came.
    ['origin', 'String'],
    ['sha256', 'String'],
    ['rows', 'UInt64'],
    ['devices', 'UInt64'],
    ['added', 'UInt64'],
    ['changed', 'UInt64'],
    ['removed', 'UInt64'],
    ['author', 'String'],
    ['at', TIME],
  ],
  orderBy: 'version',
  settings: SYNCED,
};

/** One network or name of one device in one import; read through the view `inventory`. */
const INVENTORY_ROWS: Table = {
  name: 'inventory_rows',
  columns: [
    ['version', 'UInt32'],
    ['line', 'UInt32'],
    ['device', 'String'],
    ['kind', enumeration(['network', 'name'])],
    ['first', 'IPv6'],
    ['last', 'IPv6'],
    ['prefix', 'UInt8'],
    ['name', 'String'],
    ['owner', 'String'],
    ['contacts', 'Array(String)'],
    // 1 = subjects in the network or below the name are ours.
    ['own', 'UInt8'],
    // The first day on which the entry is valid, and the first on which it no longer is.
    ['valid_from', 'Date'],
    ['valid_until', 'Date'],
  ],
  orderBy: '(version, kind, prefix, first, name)',
  settings: SYNCED,
};

/** The devices of the latest import of each source. */
const INVENTORY: View = {
  name: 'inventory',
  select: `SELECT * FROM ${INVENTORY_ROWS.name} WHERE version IN (SELECT max(version) FROM ${INVENTORY_IMPORTS.name} GROUP BY source)`,
};

export const INVENTORY_TABLES: DeclaredTables = {
  steps: [{ number: 5, title: 'inventory', statements: [INVENTORY_IMPORTS, INVENTORY_ROWS, INVENTORY] }],
  readable: [INVENTORY, INVENTORY_IMPORTS, INVENTORY_ROWS],
};
