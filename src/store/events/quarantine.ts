// Reads the rows that were set aside: their text, position and reason.
import type { Engine } from '../engine/engine.js';

export interface QuarantinedRow {
  readonly load: number;
  readonly line: number;
  readonly offset: number;
  readonly reason: string;
  readonly report_type: string;
  readonly report_date: string;
  readonly list: string;
  readonly sha256: string;
  /** The row's raw bytes, possibly truncated, in hexadecimal because they need not be text. */
  readonly raw_hex: string;
  /** The row's full size in bytes. */
  readonly raw_bytes: number;
}

const ROWS = `SELECT load, line, offset, toString(reason) AS reason, report_type, report_date, list, sha256,
    hex(substring(raw, 1, {raw:UInt32})) AS raw_hex, raw_bytes
  FROM quarantine INNER JOIN (SELECT load, report_type, report_date, list, sha256 FROM reports) AS report USING (load)`;

export class Quarantine {
  constructor(private readonly engine: Engine) {}

  /**
   * Rows set aside, newest report first.
   *
   * @param load only rows of this load; 0 = of all loads
   * @param rawBytes how much of each row's text to return
   */
  async list(load: number, limit: number, rawBytes: number): Promise<QuarantinedRow[]> {
    return this.engine.rows<QuarantinedRow>(
      `${ROWS} WHERE {load:UInt32} = 0 OR load = {load:UInt32} ORDER BY load DESC, line LIMIT {limit:UInt32}`,
      { load, limit, raw: rawBytes },
    );
  }

  /** One row with all of its stored text. */
  async get(load: number, line: number): Promise<QuarantinedRow | undefined> {
    const rows = await this.engine.rows<QuarantinedRow>(
      `${ROWS} WHERE load = {load:UInt32} AND line = {line:UInt32} LIMIT 1`,
      { load, line, raw: 0xffff_ffff },
    );
    return rows[0];
  }
}
