// Replaces names of subscriptions in stored rows with the identifiers of their reports.
import { type Engine, literal } from '../engine/engine.js';
import { LEDGER } from '../ledger/tables.js';

/** Names per statement, because the names are part of its text. */
const BATCH = 2_000;
const FORCE = "SETTINGS lightweight_delete_mode = 'lightweight_update_force'";

/** Old and new lists: of loads by their number, of deliveries by source, path and list joined with NUL. */
export interface ListRenames {
  readonly loads: ReadonlyMap<number, string>;
  readonly deliveries: ReadonlyMap<string, string>;
}

/**
 * Renames everything but the ledger, then the ledger in one write. May be killed at any point and called again with a
 * new plan.
 */
export async function renameLists(engine: Engine, renames: ListRenames): Promise<void> {
  await keepSubscriptions(engine);
  await renameStatements(engine, renames.deliveries);
  for (const names of batches(renames.deliveries)) await renameDeliveries(engine, names);
  for (const loads of batches(renames.loads))
    for (const table of ['event_rows', 'finding_day_rows', 'finding_versions'])
      await renameLoads(engine, table, loads);
  await joinListings(engine);
  await renameLedger(engine, renames.loads);
}

/** Records the subscription of a report, which earlier versions stored as its list. */
async function keepSubscriptions(engine: Engine): Promise<void> {
  await engine.run(
    `UPDATE deliveries SET subscription = splitByChar('/', list)[1]
     WHERE source != 'directory' AND subscription = '' AND list != ''`,
  );
}

async function renameDeliveries(
  engine: Engine,
  names: readonly (readonly [string, string])[],
): Promise<void> {
  const key = "concat(toString(source), '\\0', path, '\\0', list)";
  await engine.run(
    `UPDATE deliveries SET list = ${transform(
      key,
      names.map(([from, to]) => [text(from), text(to)]),
    )}
     WHERE ${key} IN (${names.map(([from]) => text(from)).join(', ')})`,
  );
}

async function renameLoads(
  engine: Engine,
  table: string,
  loads: readonly (readonly [number, string])[],
): Promise<void> {
  const among = `load IN (${loads.map(([load]) => load).join(', ')})`;
  const [row] = await engine.rows<{ found: number }>(`SELECT count() AS found FROM ${table} WHERE ${among}`);
  if (row!.found === 0) return;
  const value = transform(
    'load',
    loads.map(([load, list]) => [String(load), text(list)]),
  );
  await engine.run(`UPDATE ${table} SET list = ${value} WHERE ${among}`);
}

/** A listing keeps its subscription. A suffix after a slash, which distinguished the files of one day, is dropped. */
async function joinListings(engine: Engine): Promise<void> {
  const isPart = "position(list, '/') > 0 AND position(file, splitByChar('/', list)[2]) > 0";
  await engine.run(
    `INSERT INTO listing_versions SELECT * REPLACE (splitByChar('/', list)[1] AS list) FROM listing_versions FINAL WHERE ${isPart}`,
  );
  await engine.run(`DELETE FROM listing_versions WHERE ${isPart} ${FORCE}`);
  // The subscription itself was recorded in addition to its parts.
  await engine.run(
    `DELETE FROM day_read_versions WHERE position(list, '/') > 0
       AND splitByChar('/', list)[1] IN (SELECT list FROM day_reads) ${FORCE}`,
  );
}

/** The count that a message stated belongs to its only report; with several reports, the message does not tell which one. */
async function renameStatements(engine: Engine, deliveries: ReadonlyMap<string, string>): Promise<void> {
  if (deliveries.size === 0) return;
  const rows = await engine.rows<Record<'source' | 'path' | 'list' | 'date' | 'type', string>>(
    `SELECT DISTINCT toString(source) AS source, path, list, toString(report_date) AS date, toString(report_type) AS type
     FROM deliveries WHERE outcome != 'failed'
       AND (list, report_date, report_type) IN (SELECT list, report_date, report_type FROM stated_rows WHERE source = 'mail')`,
  );
  const names = new Map<string, Set<string>>();
  for (const { source, path, list, date, type } of rows) {
    const key = [date, type, list].join('\u0000');
    const to = deliveries.get([source, path, list].join('\u0000')) ?? list;
    names.set(key, (names.get(key) ?? new Set()).add(to));
  }
  const key = "concat(toString(report_date), '\\0', toString(report_type), '\\0', list)";
  for (const batch of batches(names)) {
    const changed = batch.filter(([from, to]) => to.size > 1 || !to.has(from.split('\u0000')[2]!));
    if (changed.length === 0) continue;
    const single = changed.filter(([, to]) => to.size === 1);
    const among = `source = 'mail' AND ${key} IN (${changed.map(([from]) => text(from)).join(', ')})`;
    if (single.length > 0) {
      const value = transform(
        key,
        single.map(([from, to]) => [text(from), text([...to][0]!)]),
      );
      await engine.run(
        `INSERT INTO stated_row_versions SELECT * REPLACE (${value} AS list) FROM stated_row_versions FINAL
         WHERE source = 'mail' AND ${key} IN (${single.map(([from]) => text(from)).join(', ')})`,
      );
    }
    await engine.run(`DELETE FROM stated_row_versions WHERE ${among} ${FORCE}`);
  }
}

/** The engine copies the rows itself, in one block, so that all loads are renamed at the same moment. */
async function renameLedger(engine: Engine, loads: ReadonlyMap<number, string>): Promise<void> {
  if (loads.size === 0) return;
  const pairs = [...loads].map(([load, list]): [string, string] => [String(load), text(list)]);
  const changed: Record<string, string> = {
    seq: '(SELECT max(seq) FROM ledger) + 1 + rowNumberInAllBlocks()',
    list: transform('load', pairs),
  };
  const names = LEDGER.columns.map(([name]) => name);
  await engine.run(
    `INSERT INTO ledger (${names.join(', ')}) SELECT ${names.map((name) => changed[name] ?? name).join(', ')}
     FROM reports WHERE load IN (${pairs.map(([load]) => load).join(', ')})
     SETTINGS max_threads = 1, max_insert_threads = 1, min_insert_block_size_rows = 100000000, max_insert_block_size = 100000000`,
  );
}

function transform(column: string, pairs: readonly (readonly [string, string])[]): string {
  const side = (at: 0 | 1) => `[${pairs.map((pair) => pair[at]).join(', ')}]`;
  return `transform(${column}, ${side(0)}, ${side(1)}, toString(list))`;
}

/** A text as an SQL literal; the NUL that joins keys is escaped. */
function text(value: string): string {
  return literal(value).replaceAll('\u0000', '\\0');
}

function batches<Key, Value>(pairs: ReadonlyMap<Key, Value>): (readonly [Key, Value])[][] {
  const all = [...pairs];
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, at) =>
    all.slice(at * BATCH, (at + 1) * BATCH),
  );
}
