// Removes the events of old reports: hides them with one ledger write, removes their rows, and records the removal.
import type { EventCounts } from '../counts/event-counts.js';
import type { Engine } from '../engine/engine.js';
import { deleteUnused, rewrite } from '../engine/reclaim.js';
import { type Chosen, type ExpiringDay, expiringDays, markKeeping } from '../ledger/keeping.js';
import type { TextLists } from '../texts/text-lists.js';
import type { EventRows } from './events.js';

/** The report date from which the events of each type are kept; omitted types keep all events. */
export type Cutoffs = ReadonlyMap<string, string>;

/** The events to remove of one report type. */
export interface RemovableEvents {
  readonly type: string;
  /** First and last report date. */
  readonly from: string;
  readonly to: string;
  readonly reports: number;
  /** Events, copies of events, and rows in quarantine. */
  readonly rows: number;
  /** An estimate: the rows' share of their day's disk space. */
  readonly bytes: number;
}

/** Called with the number of completed steps and the total. */
export type CountProgress = (done: number, of: number) => void;

/** Days per ledger write, because each write is synced to disk. */
const STEP_DAYS = 16;

export class Expiry {
  constructor(
    private readonly engine: Engine,
    private readonly events: EventRows,
    private readonly counts: EventCounts,
    private readonly texts: TextLists,
  ) {}

  /** The types of reports whose events are in the store. */
  async types(): Promise<string[]> {
    const rows = await this.engine.rows<{ type: string }>(
      `SELECT DISTINCT toString(report_type) AS type FROM reports
       WHERE state = 'live' AND events_state = 'kept' ORDER BY type`,
    );
    return rows.map(({ type }) => type);
  }

  /** What would be removed, by report type. */
  async removable(cutoffs: Cutoffs): Promise<RemovableEvents[]> {
    const { where, values } = older(cutoffs);
    return this.engine.rows<RemovableEvents>(
      `SELECT toString(report_type) AS type, toString(min(report_date)) AS from, toString(max(report_date)) AS to,
         count() AS reports, sum(reports.rows) AS rows, toUInt64(sum(reports.rows * size.row_bytes)) AS bytes
       FROM reports LEFT JOIN (
         SELECT toDate(partition) AS day, sum(bytes_on_disk) / greatest(sum(rows), 1) AS row_bytes FROM system.parts
         WHERE database = currentDatabase() AND table = 'event_rows' AND active AND partition_id NOT LIKE 'patch-%'
         GROUP BY partition) AS size ON reports.report_date = size.day
       WHERE ${where} GROUP BY report_type ORDER BY type`,
      values,
    );
  }

  /**
   * Hides the events that are too old and then removes them; their finding days have to exist already. After a kill at any
   * point, the next start continues.
   *
   * @param at unix seconds
   */
  async expire(cutoffs: Cutoffs, at: number, progress: CountProgress = () => {}): Promise<void> {
    await markKeeping(this.engine, 'events_state', 'expiring', older(cutoffs), at);
    await this.finish(progress);
  }

  /** Removes the hidden events for good. */
  async finish(progress: CountProgress = () => {}): Promise<void> {
    const days = await expiringDays(this.engine, 'events_state');
    if (days.length === 0) return;
    await this.finishQuarantine(days.filter((day) => day.quarantined > 0).flatMap(({ loads }) => loads));
    for (let at = 0; at < days.length; at += STEP_DAYS) {
      const step = days.slice(at, at + STEP_DAYS);
      for (const [index, day] of step.entries()) {
        await this.events.expireDay(day.date, day.loads);
        progress(at + index + 1, days.length);
      }
      await deleteUnused(this.engine, 'event_rows');
      await this.counts.reclaim(step.map(({ date }) => date));
      await this.texts.reclaim(step.map(({ date }) => date));
      await markKeeping(this.engine, 'events_state', 'expired', expiringOf(step));
    }
  }

  private async finishQuarantine(loads: readonly number[]): Promise<void> {
    if (loads.length === 0) return;
    await this.events.removeQuarantined(loads);
    await rewrite(this.engine, 'quarantine_rows');
    await deleteUnused(this.engine, 'quarantine_rows');
  }
}

function older(cutoffs: Cutoffs): Chosen {
  return {
    where: `state = 'live' AND events_state = 'kept'
      AND report_date < transform(toString(report_type), {types:Array(String)}, {cutoffs:Array(Date)}, toDate(0))`,
    // The engine cannot compare an empty list, which has no type.
    values: { types: ['', ...cutoffs.keys()], cutoffs: ['1970-01-01', ...cutoffs.values()] },
  };
}

function expiringOf(days: readonly ExpiringDay[]): Chosen {
  return {
    where: "events_state = 'expiring' AND report_date IN {dates:Array(Date)}",
    values: { dates: days.map(({ date }) => date) },
  };
}
