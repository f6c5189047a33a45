// Multiplies the rows of a store by copying them with other addresses, for benchmarks of queries.
import type { Table } from '../src/domain/table.js';
import { COUNT_ROWS } from '../src/store/counts/tables.js';
import { EVENT_ROWS } from '../src/store/events/tables.js';
import { FINDING_VERSIONS } from '../src/store/findings/tables.js';
import type { OwnTables } from '../src/store/index.js';
import { LEDGER } from '../src/store/ledger/tables.js';
import { TEXT_LISTS } from '../src/store/texts/tables.js';
import { mergeDays } from './merge-days.js';

/** The offset between the load numbers of one copy and the next. */
const LOADS = 100_000;
/** Rows are wide: small blocks bound the memory. */
const SETTINGS =
  'max_threads = 1, max_insert_threads = 1, max_block_size = 8192, min_insert_block_size_rows = 131072, min_insert_block_size_bytes = 134217728';

/** Changes the second byte of IPv4 addresses, so that networks of /16 and smaller stay together. */
const moved = (column: string) =>
  `if(${column} = toIPv6('::'), ${column}, CAST(bitXor(CAST(${column} AS UInt128), bitShiftLeft(toUInt128(copy), 16)) AS IPv6))`;

/** The values in which a copy differs from its original, by column. */
const CHANGED: Readonly<Record<string, string>> = {
  load: `load + copy * ${LOADS}`,
  seq: `seq + copy * ${LOADS}`,
  list: "concat(list, '-', toString(copy))",
  event_key: 'bitXor(event_key, toUInt128(copy))',
  finding: 'substring(MD5(concat(finding, toString(copy))), 1, 16)',
  ...Object.fromEntries(
    ['subject_first', 'subject_last', 'ip', 'ip_last'].map((column) => [column, moved(column)]),
  ),
};

/** Copies every event, its ledger and the findings this number of times; finding days stay unchanged. */
export async function growStore(tables: OwnTables, copies: number): Promise<void> {
  const days = await tables.rows<{ day: string }>(
    'SELECT DISTINCT toString(report_date) AS day FROM event_rows ORDER BY day',
  );
  for (let copy = 1; copy <= copies; copy++) {
    const first = `load <= ${LOADS}`;
    await copyRows(tables, LEDGER, copy, first);
    for (const { day } of days)
      await copyRows(tables, EVENT_ROWS, copy, `${first} AND report_date = toDate('${day}')`);
    await copyRows(tables, COUNT_ROWS, copy, first);
    await copyRows(tables, TEXT_LISTS, copy, first);
    await copyRows(tables, FINDING_VERSIONS, copy, first);
  }
  await mergeDays(tables);
  // Otherwise the next start would project the copies' findings again.
  const [ledger] = await tables.rows<{ seq: number }>('SELECT max(seq) AS seq FROM ledger');
  await tables.insert('projections', [ledger!]);
}

async function copyRows(tables: OwnTables, table: Table, copy: number, where: string): Promise<void> {
  const names = table.columns.map(([name]) => `\`${name}\``).join(', ');
  const values = table.columns.map(([name]) => CHANGED[name] ?? `\`${name}\``).join(', ');
  await tables.run(
    `INSERT INTO ${table.name} (${names})
     WITH toUInt32(${copy}) AS copy SELECT ${values} FROM ${table.name} WHERE ${where} SETTINGS ${SETTINGS}`,
  );
}
