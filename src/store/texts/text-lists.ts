// Copies and removes the text lists of loads, and makes those of loads that have none.
import type { Engine } from '../engine/engine.js';
import { deleteUnused, rewrite } from '../engine/reclaim.js';
import { type ListProgress, listStored } from './list-stored.js';
import { removeLists } from './remove-lists.js';
import { TEXT_LISTS } from './tables.js';

const { name: TABLE } = TEXT_LISTS;

export class TextLists {
  private isThere: Promise<boolean> | undefined;

  constructor(private readonly engine: Engine) {}

  /** Copies the lists of a load whose rows are copied under a new id. */
  async copy(from: number, to: number): Promise<void> {
    await this.engine.run(
      `INSERT INTO ${TABLE} (load, report_type, report_date, column, text)
       SELECT {to:UInt32}, report_type, report_date, column, text FROM ${TABLE} WHERE load = {from:UInt32}`,
      { from, to },
    );
  }

  /** Removes the lists of loads that are not visible. */
  async remove(loads: readonly number[]): Promise<void> {
    if (loads.length === 0 || !(await this.exists())) return;
    await removeLists(this.engine, loads);
  }

  /** Rewrites the files of the weeks of some days without the removed lists, and deletes the old files. */
  async reclaim(dates: readonly string[]): Promise<void> {
    if (dates.length === 0 || !(await this.exists())) return;
    const weeks = await this.engine.rows<{ week: string }>(
      'SELECT DISTINCT toString(toMonday(toDate(arrayJoin({dates:Array(String)})))) AS week ORDER BY week',
      { dates },
    );
    for (const { week } of weeks) await rewrite(this.engine, TABLE, week);
    await deleteUnused(this.engine, TABLE);
  }

  /** Makes the lists of loads that have none. May be stopped or killed, and called again. */
  async complete(progress: ListProgress = () => true): Promise<void> {
    await listStored(this.engine, progress);
  }

  /** Makes all lists again; may be killed and called again, as long as the caller repeats it. */
  async rebuild(): Promise<void> {
    await this.engine.run(`TRUNCATE TABLE ${TABLE}`);
    await this.complete();
  }

  /** Whether the table exists: not while an earlier schema is brought up to date. */
  private exists(): Promise<boolean> {
    this.isThere ??= this.engine
      .rows<{ result: number }>(`EXISTS TABLE ${TABLE}`)
      .then(([row]) => row?.result === 1);
    return this.isThere;
  }
}
