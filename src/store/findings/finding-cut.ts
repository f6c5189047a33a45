// Removes old finding days: stores a summary of them, drops them, and removes findings that were not seen since then.
import { type Engine, literal } from '../engine/engine.js';
import { deleteUnused, rewrite } from '../engine/reclaim.js';
import type { CountProgress } from '../events/expiry.js';
import { foldDays } from './projection-sql.js';

/** The finding days to remove of one report type. */
export interface RemovableDays {
  readonly type: string;
  /** First and last report date. */
  readonly from: string;
  readonly to: string;
  /** Findings that are removed completely, because they were not seen since then. */
  readonly findings: number;
  /** Finding days. */
  readonly rows: number;
  /** An estimate: the rows' share of their day's disk space. */
  readonly bytes: number;
}

/** Finding days that one statement sums up, which bounds its memory. */
const PART_ROWS = 500_000;

export class FindingCut {
  constructor(private readonly engine: Engine) {}

  /** What would be removed, by report type. */
  async removable(until: string): Promise<RemovableDays[]> {
    return this.engine.rows<RemovableDays>(
      `SELECT days.type AS type, days.from AS from, days.to AS to, unseen.findings AS findings,
         days.rows AS rows, days.bytes AS bytes
       FROM (
         SELECT toString(report_type) AS type, toString(min(report_date)) AS from, toString(max(report_date)) AS to,
           count() AS rows, toUInt64(sum(size.row_bytes)) AS bytes
         FROM finding_days LEFT JOIN (
           SELECT toDate(partition) AS day, sum(bytes_on_disk) / greatest(sum(rows), 1) AS row_bytes FROM system.parts
           WHERE database = currentDatabase() AND table = 'finding_day_rows' AND active
             AND partition_id NOT LIKE 'patch-%'
           GROUP BY partition) AS size ON finding_days.report_date = size.day
         WHERE report_date < {until:Date} GROUP BY report_type) AS days
       LEFT JOIN (
         SELECT toString(report_type) AS type, count() AS findings FROM findings
         WHERE last_seen < {until:Date} GROUP BY report_type) AS unseen ON days.type = unseen.type
       ORDER BY type`,
      { until },
    );
  }

  /**
   * Removes all finding days before a date. Findings have to be up to date. Findings with later days stay unchanged, the
   * others are removed. After a kill at any point, the next start continues. The date of a cut is never moved back.
   */
  async cut(until: string, progress: CountProgress = () => {}): Promise<void> {
    const [latest] = await this.engine.rows<{ until: string }>(
      'SELECT toString(max(until)) AS until FROM finding_cuts',
    );
    if (until <= latest!.until) return;
    await this.engine.insert('finding_cuts', [{ until, state: 'begun' }]);
    await this.finish(progress);
  }

  /** Completes a cut that was begun, regardless of how far it got. */
  async finish(progress: CountProgress = () => {}): Promise<void> {
    const [begun] = await this.engine.rows<{ until: string }>(
      `SELECT toString(max(until)) AS until FROM (
         SELECT until FROM finding_cuts GROUP BY until HAVING max(toInt8(state)) = 0)
       HAVING count() > 0`,
    );
    if (!begun) return;
    await this.fold(begun.until);
    await this.drop(begun.until, progress);
    await this.removeFindings();
    await this.engine.insert('finding_cuts', [{ until: begun.until, state: 'done' }]);
  }

  private async fold(until: string): Promise<void> {
    const [old] = await this.engine.rows<{ rows: number }>(
      'SELECT count() AS rows FROM finding_day_rows WHERE report_date < {until:Date}',
      { until },
    );
    const parts = Math.max(1, Math.ceil(old!.rows / PART_ROWS));
    for (let part = 0; part < parts; part++) await this.engine.run(foldDays(parts), { until, part });
  }

  /** Drops whole days, so that their files are deleted. */
  private async drop(until: string, progress: CountProgress): Promise<void> {
    const days = await this.engine.rows<{ date: string }>(
      `SELECT DISTINCT toString(report_date) AS date FROM finding_day_rows
       WHERE report_date < {until:Date} ORDER BY date`,
      { until },
    );
    for (const [index, { date }] of days.entries()) {
      await this.engine.run(`ALTER TABLE finding_day_rows DROP PARTITION ${literal(date)}`);
      progress(index + 1, days.length);
    }
  }

  /** Removes findings without any day. */
  private async removeFindings(): Promise<void> {
    for (const table of ['finding_versions', 'finding_pasts']) {
      const without = 'finding NOT IN (SELECT finding FROM finding_day_rows)';
      const [removable] = await this.engine.rows<{ rows: number }>(
        `SELECT count() AS rows FROM ${table} WHERE ${without}`,
      );
      if (removable!.rows > 0)
        await this.engine.run(
          `DELETE FROM ${table} WHERE ${without} SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
        );
      await rewrite(this.engine, table);
      await deleteUnused(this.engine, table);
    }
  }
}
