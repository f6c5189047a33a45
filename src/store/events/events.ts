// Changes rows of events: marks which copy counts, copies rows for a rebuilt slice, and removes invisible rows.
import type { EventCounts } from '../counts/event-counts.js';
import { deleteLoads } from '../engine/delete.js';
import { type Engine, literal } from '../engine/engine.js';
import { rewrite } from '../engine/reclaim.js';
import type { Slice } from '../ledger/ledger.js';
import type { TextLists } from '../texts/text-lists.js';
import { EVENT_ROWS } from './tables.js';

const COPIED_COLUMNS = EVENT_ROWS.columns
  .map(([name]) => name)
  .filter((name) => name !== 'load' && name !== 'first');

/** Memory limit of grouping by a slice's keys; beyond this limit the engine spills to disk. */
const SPILL_BYTES = 256 * 1024 * 1024;

/** The number of rows of one load in the store. */
export interface StoredCount {
  readonly load: number;
  readonly rows: number;
  readonly first: number;
}

export class EventRows {
  constructor(
    private readonly engine: Engine,
    private readonly counts: EventCounts,
    private readonly texts: TextLists,
  ) {}

  /** Counts the rows and counted rows of loads; loads without rows are omitted. */
  async count(loads: readonly number[], slices: readonly Slice[]): Promise<Map<number, StoredCount>> {
    const rows = await this.engine.rows<StoredCount>(
      `SELECT load, count() AS rows, countIf(first = 1) AS first FROM event_rows
       WHERE report_date IN {dates:Array(Date)} AND has({loads:Array(UInt32)}, load)
       GROUP BY load`,
      { loads, dates: datesOf(slices) },
    );
    return new Map(rows.map((row) => [row.load, row]));
  }

  /**
   * Marks which copies count (decisions.md#visible-rows): within a slice and key, the row with the lowest load and line
   * among `unchanged` (loads that stay live) and `loads`. Only rows of `loads` change, and none of those rows is
   * visible yet. Repeating the call changes nothing.
   *
   * @returns whether every row of `loads` counts
   */
  async markFirst(
    loads: readonly number[],
    unchanged: readonly number[],
    slices: readonly Slice[],
  ): Promise<boolean> {
    const among = [...unchanged, ...loads];
    let allCount = true;
    for (const date of datesOf(slices)) if (await this.markDay(date, loads, among)) allCount = false;
    return allCount;
  }

  /** @returns whether a key occurs several times */
  private async markDay(date: string, loads: readonly number[], among: readonly number[]): Promise<boolean> {
    // Loads, dates and lines are numbers and dates that Sundial generates, so they are safe in SQL text.
    const repeated = `SELECT report_type, event_key, min((load, line)) AS counted FROM event_rows
       WHERE report_date = toDate('${date}') AND load IN (${among.join(', ')})
       GROUP BY report_type, event_key HAVING count() > 1 AND max(load) >= ${Math.min(...loads)}`;
    const [{ repeats } = { repeats: 0 }] = await this.engine.rows<{ repeats: number }>(
      `SELECT count() AS repeats FROM (${repeated}) SETTINGS max_bytes_before_external_group_by = ${SPILL_BYTES}`,
    );
    if (repeats === 0) return false;
    // A patch, not a mutation: a mutation processes every part of every day, even with IN PARTITION.
    await this.engine.run(
      `UPDATE event_rows SET first = 0
       WHERE report_date = toDate('${date}') AND load IN (${loads.join(', ')})
         AND (report_type, event_key) IN (SELECT report_type, event_key FROM (${repeated}))
         AND (report_type, load, line) NOT IN (SELECT report_type, counted.1, counted.2 FROM (${repeated}))`,
    );
    return true;
  }

  /** Copies a load's rows under a new id; all of them count until `markFirst` decides. */
  async copy(from: number, to: number, slice: Slice): Promise<void> {
    const columns = COPIED_COLUMNS.map((name) => `\`${name}\``).join(', ');
    await this.engine.run(
      `INSERT INTO event_rows (load, first, ${columns})
       SELECT {to:UInt32}, 1, ${columns} FROM event_rows
       WHERE report_date = {date:Date} AND report_type = {type:String} AND load = {from:UInt32}
       SETTINGS max_insert_threads = 1, max_threads = 1, max_block_size = 8192, min_insert_block_size_bytes = 67108864`,
      { from, to, date: slice.report_date, type: slice.report_type },
    );
    await this.texts.copy(from, to);
    await this.engine.run(
      `INSERT INTO quarantine_rows (load, line, offset, reason, raw, raw_bytes)
       SELECT {to:UInt32}, line, offset, reason, raw, raw_bytes FROM quarantine_rows WHERE load = {from:UInt32}`,
      { from, to },
    );
  }

  /**
   * Removes the rows, counts and text lists of loads that are not visible; a kill in the middle leaves rows that stay
   * invisible. Counts and lists are removed first, because a later call finds only loads that still have rows.
   */
  async remove(loads: readonly number[]): Promise<void> {
    if (loads.length === 0) return;
    await this.counts.remove(loads);
    await this.texts.remove(loads);
    const dates = await this.engine.rows<{ date: string }>(
      `SELECT DISTINCT toString(report_date) AS date FROM event_rows
       WHERE has({loads:Array(UInt32)}, load) ORDER BY date`,
      { loads },
    );
    for (const { date } of dates)
      await deleteLoads(this.engine, 'event_rows', loads, `report_date = toDate('${date}')`);
    await this.removeQuarantined(loads);
  }

  /** Removes the rows that were set aside in loads. */
  async removeQuarantined(loads: readonly number[]): Promise<void> {
    if (loads.length === 0) return;
    const [{ found } = { found: 0 }] = await this.engine.rows<{ found: number }>(
      'SELECT count() AS found FROM quarantine_rows WHERE has({loads:Array(UInt32)}, load)',
      { loads },
    );
    if (found > 0) await deleteLoads(this.engine, 'quarantine_rows', loads);
  }

  /**
   * Removes the rows, counts and text lists of loads of one day and rewrites the day's files, because the engine would
   * never merge an old day.
   */
  async expireDay(date: string, loads: readonly number[]): Promise<void> {
    const within = `report_date = toDate(${literal(date)})`;
    await this.counts.remove(loads);
    await this.texts.remove(loads);
    await deleteLoads(this.engine, 'event_rows', loads, within);
    await rewrite(this.engine, 'event_rows', date);
  }
}

function datesOf(slices: readonly Slice[]): string[] {
  return [...new Set(slices.map((slice) => slice.report_date))];
}
