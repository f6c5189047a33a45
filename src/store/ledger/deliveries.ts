// Deliveries: one record for each time a source handed over a report file, whether or not the file was loaded.
import type { ReportIdentity } from '../../domain/report.js';
import type { Engine } from '../engine/engine.js';

export interface DeliveryRow {
  readonly source: string;
  readonly path: string;
  /** Unix seconds. */
  readonly delivered_at: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly report_type: string;
  readonly report_date: string;
  readonly list: string;
  /** The subscription or mailing list that delivered the file; empty if unknown. */
  readonly subscription: string;
  readonly outcome: 'loaded' | 'known' | 'older' | 'failed';
  /** The load that holds its rows; 0 = none. */
  readonly load: number;
  readonly error_code: string;
  readonly error: string;
  /** SHA-256 of the archived message that contained the file; empty if the file did not come by mail. */
  readonly message: string;
}

export class Deliveries {
  constructor(private readonly engine: Engine) {}

  /**
   * Records deliveries. A delivery with the same source, path, time, content and error is recorded once, so that a run
   * repeated after a kill leaves the same table as an undisturbed run.
   */
  async record(rows: readonly DeliveryRow[]): Promise<void> {
    if (rows.length === 0) return;
    const known = await this.engine.rows<
      Pick<DeliveryRow, 'source' | 'path' | 'delivered_at' | 'sha256' | 'error_code'>
    >(
      `SELECT source, path, toUnixTimestamp(delivered_at) AS delivered_at, sha256, error_code FROM deliveries
       WHERE path IN (SELECT arrayJoin({paths:Array(String)}))`,
      { paths: rows.map((row) => row.path) },
    );
    const seen = new Set(known.map(nameOf));
    const fresh = rows.filter((row) => {
      const name = nameOf(row);
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    });
    await this.engine.insert('deliveries', fresh);
  }

  /** Loaded deliveries whose loads are missing from the ledger; the latest one of each report. */
  async unknownToLedger(): Promise<DeliveryRow[]> {
    return this.engine.rows<DeliveryRow>(
      `SELECT * REPLACE (toUnixTimestamp(delivered_at) AS delivered_at) FROM (
         SELECT * FROM deliveries WHERE outcome = 'loaded'
         ORDER BY deliveries.delivered_at DESC, load DESC LIMIT 1 BY list, report_type, report_date)
       WHERE load NOT IN (SELECT load FROM ledger)
         AND (list, report_type, report_date) NOT IN (
           SELECT list, report_type, report_date FROM reports WHERE state = 'live')
       ORDER BY path`,
    );
  }

  /** All deliveries of a report, newest first. */
  async ofReport({ list, type, date }: ReportIdentity, limit: number): Promise<DeliveryRow[]> {
    return this.engine.rows<DeliveryRow>(
      `SELECT * REPLACE (toUnixTimestamp(delivered_at) AS delivered_at) FROM deliveries
       WHERE list = {list:String} AND report_type = {type:String} AND report_date = {date:Date}
       ORDER BY deliveries.delivered_at DESC, path LIMIT {limit:UInt32}`,
      { list, type, date, limit },
    );
  }

  /** Deliveries that failed, newest first. */
  async failed(limit: number): Promise<DeliveryRow[]> {
    return this.engine.rows<DeliveryRow>(
      `SELECT * REPLACE (toUnixTimestamp(delivered_at) AS delivered_at) FROM deliveries
       WHERE outcome = 'failed' ORDER BY deliveries.delivered_at DESC, path LIMIT {limit:UInt32}`,
      { limit },
    );
  }
}

function nameOf(
  row: Pick<DeliveryRow, 'source' | 'path' | 'delivered_at' | 'sha256' | 'error_code'>,
): string {
  return JSON.stringify([row.source, row.path, row.delivered_at, row.sha256, row.error_code]);
}
