// Determines which originals reports still need, and which ones retention is removing from the archive.
import type { Engine } from '../engine/engine.js';
import { markKeeping } from './keeping.js';

/** The newest report that needs an original. */
export interface Claim {
  readonly sha256: string;
  readonly date: string;
  readonly type: string;
}

/** Versions that count or once counted, and deliveries that did not become a version. */
const CLAIMS = `
  SELECT sha256, toString(max(day)) AS date, argMax(type, day) AS type FROM (
    SELECT sha256, report_date AS day, toString(report_type) AS type FROM reports WHERE state != 'started'
    UNION ALL
    SELECT sha256, report_date, toString(report_type) FROM deliveries WHERE report_type != '')
  WHERE sha256 != '' GROUP BY sha256`;

export class Originals {
  constructor(private readonly engine: Engine) {}

  /** The newest report that needs each known original. */
  async claims(): Promise<Claim[]> {
    return this.engine.rows<Claim>(CLAIMS);
  }

  /**
   * Records that reports from before a date lose their originals.
   *
   * @param at unix seconds
   */
  async begin(before: string, at: number): Promise<void> {
    const where = "state != 'started' AND original_state = 'kept' AND report_date < {before:Date}";
    await markKeeping(this.engine, 'original_state', 'expiring', { where, values: { before } }, at);
  }

  /** Originals that are being removed and that no newer report needs; undefined if no removal is in progress. */
  async leaving(): Promise<string[] | undefined> {
    const [last] = await this.engine.rows<{ date: string }>(
      `SELECT toString(max(date)) AS date FROM (
         SELECT any(report_date) AS date FROM ledger GROUP BY load HAVING argMax(original_state, seq) = 'expiring')
       HAVING count() > 0`,
    );
    if (!last) return undefined;
    const rows = await this.engine.rows<Claim>(
      `SELECT * FROM (${CLAIMS}) WHERE date <= {last:String}
         AND sha256 IN (SELECT sha256 FROM reports WHERE original_state = 'expiring')`,
      { last: last.date },
    );
    return rows.map(({ sha256 }) => sha256);
  }

  /** Records that the removal is complete. */
  async end(): Promise<void> {
    await markKeeping(this.engine, 'original_state', 'expired', {
      where: "original_state = 'expiring'",
      values: {},
    });
  }
}
