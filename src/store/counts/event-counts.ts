// Counts the events of loads, removes counts, and counts all events again.
import { deleteLoads } from '../engine/delete.js';
import type { Engine } from '../engine/engine.js';
import { deleteUnused, rewrite } from '../engine/reclaim.js';
import { type CountedLoad, countStatement } from './count-sql.js';
import { countStored } from './count-stored.js';

export class EventCounts {
  private tableExists: Promise<boolean> | undefined;

  constructor(private readonly engine: Engine) {}

  /** Counts the events of loads that are not visible yet and whose `first` is final. */
  async make(loads: readonly CountedLoad[]): Promise<void> {
    if (loads.length === 0 || !(await this.exists())) return;
    const { sql, values } = countStatement(loads);
    await this.engine.run(sql, values);
  }

  /** Removes the counts of loads that are not visible. */
  async remove(loads: readonly number[]): Promise<void> {
    if (loads.length === 0 || !(await this.exists())) return;
    const [{ found } = { found: 0 }] = await this.engine.rows<{ found: number }>(
      `SELECT count() AS found FROM count_rows WHERE load IN (${loads.join(', ')})`,
    );
    if (found > 0) await deleteLoads(this.engine, 'count_rows', loads);
  }

  /** Rewrites the files of the months of some days without the removed rows, and deletes the old files. */
  async reclaim(dates: readonly string[]): Promise<void> {
    if (!(await this.exists())) return;
    const months = new Set(dates.map((date) => date.slice(0, 7).replace('-', '')));
    for (const month of months) await rewrite(this.engine, 'count_rows', month);
    await deleteUnused(this.engine, 'count_rows');
  }

  /** Counts all events again. After a kill in the middle, the caller has to call again. */
  async rebuild(): Promise<void> {
    await this.engine.run('TRUNCATE TABLE count_rows');
    await countStored(this.engine);
  }

  /** Whether the table exists. Earlier schemas lack the table, and the step that creates it counts all events. */
  private exists(): Promise<boolean> {
    this.tableExists ??= this.engine
      .rows<{ result: number }>('EXISTS TABLE count_rows')
      .then(([row]) => row?.result === 1);
    return this.tableExists;
  }
}
