// The tables of leases: who had an address, or a range of its ports, from when until when.
import { type DeclaredTables, SYNCED, type Table, TIME, type View } from '../../domain/table.js';

/**
 * Leases, which imports add and change, and remove only by age: a report that is loaded again needs those of its day. The latest
 * version of a lease counts, in which only its end may differ. Read through the view `leases`.
 */
export const LEASE_ROWS: Table = {
  name: 'lease_rows',
  columns: [
    // An address or network, with the length of its prefix of 128 bits, also for IPv4.
    ['first', 'IPv6'],
    ['last', 'IPv6'],
    ['prefix', 'UInt8'],
    ['port_first', 'UInt16'],
    ['port_last', 'UInt16'],
    // The first second of the lease, and the first one after it.
    ['begins', TIME],
    ['ends', TIME],
    // Empty = nobody in particular: the addresses are dynamic.
    ['device', 'String'],
    // The import, and the first second at which the addresses have another holder because of it.
    ['version', 'UInt32'],
    ['changes_from', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(first, prefix, port_first, port_last, begins, device)',
  settings: SYNCED,
};

/** Imports of leases. The row is written last; without it, the next import of the same content does its work again. */
export const LEASE_IMPORTS: Table = {
  name: 'lease_imports',
  columns: [
    ['version', 'UInt32'],
    // The file or address from which the leases came.
    ['origin', 'String'],
    ['sha256', 'String'],
    ['rows', 'UInt64'],
    // Leases that were new, and leases that had another end before.
    ['added', 'UInt64'],
    ['changed', 'UInt64'],
    ['author', 'String'],
    ['at', TIME],
  ],
  orderBy: 'version',
  settings: SYNCED,
};

/** Uses FINAL, because the engine pushes conditions on the sorting key through FINAL. */
export const LEASES: View = { name: 'leases', select: `SELECT * FROM ${LEASE_ROWS.name} FINAL` };

export const LEASE_TABLES: DeclaredTables = {
  steps: [{ number: 20, title: 'leases', statements: [LEASE_ROWS, LEASE_IMPORTS, LEASES] }],
  readable: [LEASES, LEASE_IMPORTS, LEASE_ROWS],
};
