// The ledger: the records of all loads, which determine the visible rows. A load is one version of a report in the store.
import type { ReportIdentity } from '../../domain/report.js';
import { deleteLoads } from '../engine/delete.js';
import type { Engine } from '../engine/engine.js';
import { ofList } from './subscriptions.js';
import { LEDGER_COLUMNS } from './tables.js';

export type LoadState = 'started' | 'live' | 'dead' | 'purged';

/** The state of retention: `expiring` = the data is being removed and is not visible. */
export type Keeping = 'kept' | 'expiring' | 'expired';

/** What retention may remove of a report; the ledger's records stay. */
export type Keepable = 'events_state' | 'original_state';

/** One row of the ledger; a load's latest row is its current state. */
export interface LedgerRow {
  readonly load: number;
  readonly seq: number;
  readonly state: LoadState;
  readonly report_type: string;
  readonly report_date: string;
  readonly list: string;
  readonly sha256: string;
  readonly digest: string;
  readonly bytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly unparsed: number;
  readonly header: readonly string[];
  readonly slots: readonly string[];
  /** Unix seconds, 0 = unknown. */
  readonly published_at: number;
  readonly changed_at: number;
  readonly successor: number;
  readonly flags: readonly string[];
  /** What distinguishes findings of one subject in this load. */
  readonly finding_key: 'port' | 'infection';
  readonly events_state: Keeping;
  readonly original_state: Keeping;
  /** The write in which the row was written: a flip if it made loads live or dead. */
  readonly flip: number;
}

/** A row before it is written; the ledger assigns its position and flip. */
export type LedgerEntry = Omit<LedgerRow, 'seq' | 'flip'>;

/** Selects loads; omitted fields do not restrict. */
export interface LedgerFilter {
  readonly loads?: readonly number[];
  readonly types?: readonly string[];
  readonly states?: readonly LoadState[];
  /** An identifier or a subscription. */
  readonly list?: string;
  readonly events?: Keeping;
  /** First and last report date. */
  readonly from?: string;
  readonly to?: string;
  /** Only reports with rows set aside. */
  readonly quarantined?: boolean;
}

/** One (report type, report date): within it each event key counts once. */
export interface Slice {
  readonly report_type: string;
  readonly report_date: string;
}

export const sliceName = (slice: Slice): string => `${slice.report_type} ${slice.report_date}`;
export const identityOf = (row: Pick<LedgerRow, 'list' | 'report_type' | 'report_date'>): ReportIdentity => ({
  list: row.list,
  type: row.report_type,
  date: row.report_date,
});

// DateTimes are read and written as numbers, so that no text form depends on a time zone.
const COLUMNS = LEDGER_COLUMNS.map(([name, type]) =>
  type.startsWith('DateTime') ? `toUnixTimestamp(${name}) AS ${name}` : name,
).join(', ');

export class Ledger {
  constructor(private readonly engine: Engine) {}

  /** The next free load id and position in the ledger. */
  async next(): Promise<{ load: number; seq: number }> {
    const [row] = await this.engine.rows<{ load: number; seq: number }>(
      'SELECT max(load) + 1 AS load, max(seq) + 1 AS seq FROM ledger',
    );
    return row!;
  }

  /**
   * Writes entries in one block: either all take effect at the same moment, or none.
   *
   * @param position the next free position, if the caller has just asked for it
   */
  async write(entries: readonly LedgerEntry[], position?: number): Promise<void> {
    const seq = position ?? (await this.next()).seq;
    await this.engine.insert(
      'ledger',
      entries.map((entry, index) => ({ ...entry, seq: seq + index, flip: seq })),
    );
  }

  /**
   * Records publisher's times that were learned when rows of live loads were delivered again: a later time counts from
   * now on (decisions.md#versions-of-a-report). Returns the updated rows.
   *
   * @param times unix seconds per load
   */
  async learnTimes(rows: readonly LedgerRow[], times: ReadonlyMap<number, number>): Promise<LedgerRow[]> {
    const isNews = (row: LedgerRow) => (times.get(row.load) ?? 0) > row.published_at;
    const learned = rows.map((row) => (isNews(row) ? { ...row, published_at: times.get(row.load)! } : row));
    const news = learned.filter((row, index) => row !== rows[index]);
    if (news.length > 0) await this.write(news.map(({ seq: _, ...row }) => row));
    return learned;
  }

  /** The current state of all loads of the given slices. */
  async ofSlices(slices: readonly Slice[]): Promise<LedgerRow[]> {
    return this.engine.rows<LedgerRow>(
      `SELECT ${COLUMNS} FROM (
         SELECT * FROM ledger
         WHERE (report_type, toString(report_date)) IN (
           SELECT arrayJoin(arrayZip({types:Array(String)}, {dates:Array(String)})))
           AND report_date IN (SELECT toDate(arrayJoin({dates:Array(String)})))
         ORDER BY seq DESC LIMIT 1 BY load)
       ORDER BY load`,
      { types: slices.map((slice) => slice.report_type), dates: slices.map((slice) => slice.report_date) },
    );
  }

  /** The live loads of one day, of all types. */
  async liveOfDay(date: string): Promise<LedgerRow[]> {
    const rows = await this.engine.rows<LedgerRow>(
      `SELECT ${COLUMNS} FROM (SELECT * FROM ledger WHERE report_date = {date:Date} ORDER BY seq DESC LIMIT 1 BY load)
       ORDER BY load`,
      { date },
    );
    return rows.filter((row) => row.state === 'live');
  }

  /** The live ones among the given loads. */
  async liveOf(loads: readonly number[]): Promise<LedgerRow[]> {
    return this.find({ loads, states: ['live'] });
  }

  /** Whether any load is hidden: one that is being loaded, was replaced and not purged, or whose events are expiring. */
  async hides(): Promise<boolean> {
    const [row] = await this.engine.rows<{ loads: number }>('SELECT count() AS loads FROM hidden_loads');
    return row!.loads > 0;
  }

  /** The loads in the given states, oldest first. */
  async inState(...states: LoadState[]): Promise<LedgerRow[]> {
    return this.find({ states });
  }

  /** The current state of the loads that a filter selects, oldest first. */
  async find(filter: LedgerFilter): Promise<LedgerRow[]> {
    const {
      loads = [],
      types = [],
      states = [],
      list = '',
      events = '',
      from = '',
      to = '',
      quarantined = false,
    } = filter;
    // The engine takes longer to analyse conditions than to apply them, so only those of the filter are stated.
    const conditions = [
      ...(loads.length > 0 ? ['has({loads:Array(UInt32)}, load)'] : []),
      ...(types.length > 0 ? ['has({types:Array(String)}, toString(report_type))'] : []),
      ...(states.length > 0 ? ['has({states:Array(String)}, toString(state))'] : []),
      ...(list ? [ofList('list', '{list:String}')] : []),
      ...(events ? ['toString(events_state) = {events:String}'] : []),
      ...(from ? ['report_date >= toDateOrNull({from:String})'] : []),
      ...(to ? ['report_date <= toDateOrNull({to:String})'] : []),
      ...(quarantined ? ['quarantined > 0'] : []),
    ];
    return this.engine.rows<LedgerRow>(
      `SELECT ${COLUMNS} FROM reports WHERE ${conditions.join(' AND ') || '1'} ORDER BY load`,
      { loads, types, states, list, events, from, to },
    );
  }

  /**
   * Removes the records of loads that never became visible, so that their ids can be reused. Deliveries are recorded before
   * the flip; the deliveries of such a load are removed first, because they did not take effect.
   */
  async forget(loads: readonly number[]): Promise<void> {
    if (loads.length === 0) return;
    const [{ noted } = { noted: 0 }] = await this.engine.rows<{ noted: number }>(
      'SELECT count() AS noted FROM deliveries WHERE has({loads:Array(UInt32)}, load)',
      { loads },
    );
    if (noted > 0) await deleteLoads(this.engine, 'deliveries', loads);
    await deleteLoads(this.engine, 'ledger', loads);
  }
}
