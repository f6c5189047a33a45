// The journal of collections in the store: which slices were added to a collection, with which dates for their objects.
import { TAXII_LIMITS } from '../../domain/limits-taxii.js';
import type { OwnTables, TableReader } from '../../store/index.js';

/** The report with one identifier in a slice, as a collection shows it. */
export interface EntryReport {
  readonly list: string;
  readonly events: number;
  /** Events of the version before, so that objects which are no longer needed are revoked. */
  readonly earlier: number;
  /** The time of the version in milliseconds since 1970: its objects' `modified`. */
  readonly version: number;
}

/** A slice as it was added to a collection. */
export interface Entry {
  /** The date of its first object in microseconds since 1970; each further object has the next microsecond. */
  readonly began: number;
  /** Dates that are reserved for its objects. */
  readonly room: number;
  readonly type: string;
  readonly date: string;
  readonly events: number;
  /** The sum of the events' keys. */
  readonly sum: string;
  readonly loads: readonly number[];
  readonly reports: readonly EntryReport[];
}

const COLUMNS = `began, room, toString(report_type) AS type, toString(entries.report_date) AS date, events, sum, loads,
  reports`;
/** The rows of a collection that count: the latest one of each slice. */
const LATEST = `(SELECT * FROM taxii_entries WHERE collection = {collection:String}
  ORDER BY began DESC LIMIT 1 BY report_type, report_date) AS entries`;

export class Journal {
  /** @param questions reads in the lane of questions, so that clients do not delay loading */
  constructor(
    private readonly tables: Pick<OwnTables, 'insert'>,
    private readonly questions: TableReader,
  ) {}

  /** The slices with dates after a position, oldest first; at most `TAXII_LIMITS.entries`. */
  async after(collection: string, position: number): Promise<Entry[]> {
    return this.questions.rows<Entry>(
      `SELECT ${COLUMNS} FROM ${LATEST}
       WHERE notEmpty(reports) AND began + room > {position:UInt64} + 1 ORDER BY began LIMIT {limit:UInt32}`,
      { collection, position, limit: TAXII_LIMITS.entries },
    );
  }

  /** The slices that began before a position, newest first; at most `TAXII_LIMITS.entries`. */
  async before(collection: string, position: number): Promise<Entry[]> {
    return this.questions.rows<Entry>(
      `SELECT ${COLUMNS} FROM ${LATEST}
       WHERE notEmpty(reports) AND began < {position:UInt64} ORDER BY began DESC LIMIT {limit:UInt32}`,
      { collection, position, limit: TAXII_LIMITS.entries },
    );
  }

  /** All slices of a collection, also withdrawn ones. */
  async slices(collection: string): Promise<Entry[]> {
    return this.questions.rows<Entry>(`SELECT ${COLUMNS} FROM ${LATEST}`, { collection });
  }

  /** The first date that is not reserved; 0 for an empty collection. */
  async end(collection: string): Promise<number> {
    const [row] = await this.questions.rows<{ end: number }>(
      'SELECT max(began + room) AS end FROM taxii_entries WHERE collection = {collection:String}',
      { collection },
    );
    return row!.end;
  }

  /** Adds entries in the order of their dates, so that those of an interrupted addition are the oldest. */
  async add(collection: string, entries: readonly Entry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += TAXII_LIMITS.written)
      await this.tables.insert(
        'taxii_entries',
        entries.slice(at, at + TAXII_LIMITS.written).map(({ type, date, ...entry }) => ({
          collection,
          report_type: type,
          report_date: date,
          ...entry,
        })),
      );
  }
}
