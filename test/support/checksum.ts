// Checksums of everything in a data folder, for comparing two stores.
import path from 'node:path';
import { openArchive } from '../../src/archive/index.js';
import { everything } from '../../src/domain/everything.js';
import { type LedgerRow, type OperatorStore, openStore } from '../../src/store/index.js';

interface Table {
  readonly name: string;
  readonly engine: string;
  readonly columns: readonly string[];
}

/** The audit log records how often a command was started, which differs after a kill; decisions are a view as well. */
const NOT_COMPARED = ['run_log', 'runs', 'decision_rows'];
/** Positions in the ledger: a run that was started twice has written more rows. */
const PLACES = ['seq', 'version', 'flip'];
/** A killed digest leaves its number, its steps, and decisions that do not count. */
const TRIAGE_PLACES = ['digest', 'told_seq', 'events', 'events_before'];
const TRIAGE = ['decisions', 'digests', 'digest_log'];
/** Ids are assigned again after a kill, in the order of arrival; so the identities of versions are compared instead. */
const LOAD_IDS = ['load', 'successor'];

async function tableChecksums(store: OperatorStore): Promise<Record<string, string>> {
  const versions = (await store.ledger.find({})).map((row) => ({
    load: row.load,
    name: nameOf(row),
  }));
  // A stable sort, so that versions with equal content stay in the order of the ledger.
  const loads = versions
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ load }) => load);
  // One query for the columns of all tables, because one for each takes a quarter of the time of all checksums.
  const tables = await store.tables.rows<Table>(
    `SELECT name, any(engine) AS engine, groupArray(column) AS columns FROM (
       SELECT tables.name AS name, engine, columns.name AS column FROM system.tables
       INNER JOIN system.columns ON columns.table = tables.name
       WHERE tables.database = currentDatabase() AND columns.database = currentDatabase() ORDER BY name, position)
     GROUP BY name ORDER BY name`,
  );
  const checksums: Record<string, string> = {};
  for (const table of tables) {
    // Only the result of the ledger's history is compared: the view `reports`.
    if (NOT_COMPARED.includes(table.name) || table.name === 'ledger') continue;
    const checksum = await tableChecksum(store, table, loads);
    if (checksum) checksums[table.name] = checksum;
  }
  return checksums;
}

const nameOf = ({ report_date, report_type, list, sha256 }: LedgerRow) =>
  [report_date, report_type, list, sha256].join(' ');

async function tableChecksum(
  { tables }: OperatorStore,
  table: Table,
  loads: readonly number[],
): Promise<string | undefined> {
  const places = TRIAGE.includes(table.name) ? [...PLACES, ...TRIAGE_PLACES] : PLACES;
  const columns = table.columns.filter((name) => !places.includes(name));
  if (columns.length === 0) return undefined;
  const ranks = loads.map((_, at) => at + 1);
  const compared = columns.map((name) =>
    LOAD_IDS.includes(name)
      ? `transform(toUInt64(${name}), [${[0, ...loads]}]::Array(UInt64), [${[0, ...ranks]}]::Array(UInt64), 4294967295::UInt64)`
      : `\`${name}\``,
  );
  const final = table.engine.startsWith('Replacing') ? 'FINAL' : '';
  const [row] = await tables.rows<{ checksum: string }>(
    `SELECT concat(toString(count()), ' ', toString(sum(cityHash64(${compared.join(', ')})))) AS checksum
     FROM ${table.name} ${final}`,
  );
  return row!.checksum;
}

async function originals(folder: string): Promise<string[]> {
  const held: string[] = [];
  for await (const { sha256, bytesOnDisk } of openArchive(folder).list())
    held.push(`${sha256} ${bytesOnDisk}`);
  return held;
}

/** The content of a data folder: a checksum for each table, and its originals. No process may have the store open. */
export interface Checksums {
  readonly tables: Readonly<Record<string, string>>;
  readonly originals: readonly string[];
}

/** Opens the store of a data folder, which completes the work of a killed command, and closes it again. */
export async function checksumsOf(folder: string): Promise<Checksums> {
  const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 1024 });
  try {
    return await checksumsOfOpen(store.as(everything), folder);
  } finally {
    await store.close();
  }
}

/** The same for an open store. */
export async function checksumsOfOpen(store: OperatorStore, folder: string): Promise<Checksums> {
  return {
    tables: await tableChecksums(store),
    originals: await originals(path.join(folder, 'archive')),
  };
}
