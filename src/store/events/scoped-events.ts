// The events of one scope as a source for statements: the FROM clause, and the statement that fetches a page of rows.

import type { SliceChange } from '../changes/feed.js';
import { isCounted } from '../counts/counted-fields.js';
import { type Engine, literal, type Parameters } from '../engine/engine.js';
import { andVisible, type Visibility } from '../scope/visibility.js';
import { type TextPlaces, TextPlacesReader, type TextSearch } from '../texts/text-places.js';
import { type ReportHeader, type StoreFacts, StoreFactsReader } from './facts.js';
import { type ListCondition, uncountedCopies } from './held-by.js';
import { visibleEvents } from './tables.js';

/** A report date, and the time of its first and last event in unix seconds; 0 if an event has none. */
export interface DayTimes {
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/** The parts of a page's statement, as SQL over the stored rows with the alias `e`. */
export interface PageParts {
  readonly columns: readonly string[];
  /** Selects the events on this page or a later one. */
  readonly condition: string;
  readonly order: string;
  /** Placeholders of bound numbers. */
  readonly limit: string;
  readonly offset: string;
  /** Whether no more events than the limit can meet the condition, so that finding their positions first saves nothing. */
  readonly holdsAll?: boolean;
}

/** A load's header and the number of rows in its report, as `headersOf` reads them. */
export type LoadHeader = ReportHeader & { readonly load: number; readonly rows: number };

export const headersByLoad = (rows: readonly LoadHeader[]): Map<number, ReportHeader> =>
  new Map(rows.map((row) => [row.load, row]));

/** A row's position. Begins with the table's partition and sorting key, so that only the rows' own granules are read. */
const POSITION = 'e.report_date, e.report_type, e.subject_first, e.load, e.line';

/** An event's slice and key in fixed lengths; looking up types by their text took twice as long. */
const sliceAndKey = (row = '') => `${row}report_date, sipHash64(${row}report_type), ${row}event_key`;

export class ScopedEvents {
  private readonly reader: StoreFactsReader;
  private readonly places: TextPlacesReader;

  /** @param isWhole whether the store is known to be undamaged: to hold all data that its ledger lists */
  constructor(
    private readonly engine: Engine,
    private readonly visibility: Visibility,
    private readonly isWhole: () => boolean,
  ) {
    this.reader = new StoreFactsReader(engine, visibility);
    this.places = new TextPlacesReader(engine);
  }

  /**
   * The text after FROM: the counted events of the scope that meet a condition over the rows with the alias `e`. With the
   * condition in the statement itself, the engine can read one column of the map without the others, which it cannot do
   * through a view.
   */
  from(condition: string): string {
    return `event_rows AS e WHERE ${visibleEvents('e.')}${andVisible(this.visibility, 'events', 'e.')} AND (${condition})`;
  }

  /**
   * SQL condition that a report of certain lists holds an event of `from`: the counted copy is in such a report, or
   * another copy in the same slice is (decisions.md#visible-rows). Each event still counts once.
   *
   * @param facts of the same scope; without shared events the keys of all rows need not be read
   */
  heldBy(ofList: ListCondition, { sharesEvents }: Pick<StoreFacts, 'sharesEvents'>): string {
    if (!sharesEvents) return ofList('e.list');
    return `(${ofList('e.list')} OR (${sliceAndKey('e.')}) IN (SELECT ${sliceAndKey()} FROM ${uncountedCopies(ofList)}))`;
  }

  /**
   * The text after FROM: the counts of a field's values in the scope's events that meet a condition over the columns
   * `report_type`, `report_date` and `list`, with the alias `e`. Undefined if the counts do not answer exactly: for other
   * fields, under a restricted scope, and in a damaged store.
   */
  fromCounts(field: string, condition: string): string | undefined {
    if (!isCounted(field) || this.visibility.condition || !this.isWhole()) return undefined;
    return `count_rows AS e WHERE e.field = '${field}' AND e.load NOT IN (SELECT load FROM hidden_loads) AND (${condition})`;
  }

  /**
   * The columns and loads in which a text can occur, in any scope. Undefined if they are not known: in a damaged store,
   * and while some of the loads have no text lists.
   *
   * @throws SundialError `query-cancelled`, `query-memory`, `query-failed`
   */
  async textPlaces(search: TextSearch): Promise<TextPlaces | undefined> {
    return this.isWhole() ? this.places.find(search) : undefined;
  }

  /** The days with events that meet a condition over the rows with the alias `e`, and the times of these events, in any scope. */
  async timesOfDays(condition: string, values: Parameters): Promise<DayTimes[]> {
    return this.engine.rows<DayTimes>(
      `SELECT toString(e.report_date) AS day, toUnixTimestamp(min(e.timestamp)) AS from, toUnixTimestamp(max(e.timestamp)) AS to
       FROM event_rows AS e WHERE (${condition}) GROUP BY day`,
      values,
    );
  }

  /**
   * The statement of a page. It first finds the positions of the page's rows from a few columns, and then reads the
   * requested columns of only those rows. The second step looks the rows up among all stored rows, so that a re-issue
   * between the two steps does not remove them. A page that holds all events takes one step, for which the engine plans
   * a quarter less.
   */
  page(parts: PageParts): string {
    return pageOf('event_rows', this.from(parts.condition), parts);
  }

  /** Condition that an event with the alias `e` became visible by a change of the feed. */
  appearedBy({ flip, type, date, loads, listed }: SliceChange): string {
    const ways = [
      ...(loads.length > 0 ? [`e.load IN (${loads.join(', ')})`] : []),
      ...(listed > 0
        ? [
            `e.event_key IN (SELECT event_key FROM change_rows WHERE flip = ${flip} AND ${ofSlice({ type, date })})`,
          ]
        : []),
    ];
    return `${ofSlice({ type, date }, 'e.')} AND (${ways.join(' OR ') || '0'})`;
  }

  /** The same source for the scope's events that ceased to be visible in a flip. */
  withdrawnBy(flip: number): Pick<ScopedEvents, 'from' | 'fromCounts' | 'page' | 'heldBy'> {
    const from = (condition: string) =>
      `withdrawn_rows AS e WHERE e.flip = ${flip}${andVisible(this.visibility, 'events', 'e.')} AND (${condition})`;
    return {
      from,
      page: (parts) => pageOf('withdrawn_rows', from(parts.condition), parts),
      fromCounts: () => undefined,
      // Their copies in other reports are gone as well.
      heldBy: (ofList) => ofList('e.list'),
    };
  }

  /** The columns and types of the scope's reports; read again only when the ledger has changed. */
  async facts(): Promise<StoreFacts> {
    return this.reader.read();
  }

  /** The headers of reports, by load; headers contain names of columns and no data of rows. */
  async headers(loads: readonly number[]): Promise<Map<number, ReportHeader>> {
    if (loads.length === 0) return new Map();
    return headersByLoad(
      await this.engine.rows<LoadHeader>(this.headersOf('{loads:Array(UInt32)}'), { loads }),
    );
  }

  /**
   * The statement that reads the headers of the reports in a source, for {@link headersByLoad}.
   *
   * @param loads SQL of an array or a subquery of loads
   */
  headersOf(loads: string): string {
    return `SELECT load, header, slots, rows FROM ledger WHERE load IN (${loads}) AND state = 'live' LIMIT 1 BY load`;
  }
}

function pageOf(table: string, from: string, parts: PageParts): string {
  const { columns, order, limit, offset, holdsAll = false } = parts;
  if (holdsAll)
    return `SELECT ${columns.join(', ')} FROM ${from} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`;
  return `SELECT ${columns.join(', ')} FROM ${table} AS e WHERE (${POSITION}) IN (
    SELECT ${POSITION} FROM ${from}
    ORDER BY ${order} LIMIT ${limit} OFFSET ${offset})
    ORDER BY ${order}`;
}

/** Condition that a row is of one type and date. @param row what stands before a column's name */
export function ofSlice({ type, date }: Pick<SliceChange, 'type' | 'date'>, row = ''): string {
  return `${row}report_date = toDate(${literal(date)}) AND ${row}report_type = ${literal(type)}`;
}
