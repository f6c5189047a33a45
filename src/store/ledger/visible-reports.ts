// The reports of one scope: reports with events in the scope, each with their number.
import type { TableReader } from '../engine/own-tables.js';
import type { ReportHeader } from '../events/facts.js';
import { andVisible, type Visibility } from '../scope/visibility.js';

/** A report as seen through its events in the scope. The ledger's data about the whole file is for the operator only. */
export interface VisibleReport extends ReportHeader {
  readonly load: number;
  readonly report_type: string;
  readonly report_date: string;
  readonly list: string;
  /** Number of counted events in the scope; at least 1. */
  readonly events: number;
}

/** Selects reports; omitted fields do not restrict. */
export interface ReportFilter {
  readonly types?: readonly string[];
  /** First and last report date. */
  readonly from?: string;
  readonly to?: string;
}

/** The engine's first and last day. */
const DAYS = { from: '1970-01-01', to: '2149-06-05' } as const;

export class VisibleReports {
  constructor(
    private readonly engine: TableReader,
    private readonly visibility: Visibility,
  ) {}

  /** Reports with an event in the scope, newest day first. Reports whose events retention removed are not included. */
  async list(filter: ReportFilter, limit: number): Promise<VisibleReport[]> {
    const { types, from, to } = { ...DAYS, ...filter };
    const chosen = `report_date BETWEEN {from:Date} AND {to:Date}${types ? ' AND report_type IN {types:Array(String)}' : ''}`;
    return this.engine.rows<VisibleReport>(
      `SELECT load, toString(report_type) AS report_type, toString(reports.report_date) AS report_date, list, header, slots,
         events
       FROM reports INNER JOIN (
         SELECT load, count() AS events FROM events WHERE ${chosen}${andVisible(this.visibility, 'events')} GROUP BY load) AS seen
       USING load
       ORDER BY reports.report_date DESC, report_type, list LIMIT {limit:UInt32}`,
      { from, to, ...(types && { types }), limit, ...this.visibility.values },
    );
  }
}
