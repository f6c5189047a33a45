// Reads the feed of changes: the slices that each flip after a position changed, and how.
import type { Engine } from '../engine/engine.js';
import { Remembered } from '../engine/remembered.js';
import type { LedgerRow } from '../ledger/ledger.js';

/** The changes of one flip in one slice. */
export interface SliceChange {
  readonly flip: number;
  readonly type: string;
  readonly date: string;
  /** Live loads all of whose counted rows became visible. */
  readonly loads: readonly number[];
  /** Keys that became visible and are listed one by one. */
  readonly listed: number;
  /** Rows that ceased to be visible. */
  readonly withdrawn: number;
}

/** A report that was loaded in a flip. */
export type LoadedVersion = Pick<
  LedgerRow,
  | 'load'
  | 'report_type'
  | 'report_date'
  | 'list'
  | 'sha256'
  | 'bytes'
  | 'rows'
  | 'accepted'
  | 'quarantined'
  | 'published_at'
  | 'changed_at'
> & {
  readonly flip: number;
  /** Whether another version of the same report died in the flip. */
  readonly replaces: boolean;
};

/** A load with the flips in which its rows became and ceased to be visible; 0 = never, or before flips were numbered. */
interface Life {
  readonly load: number;
  readonly type: string;
  readonly date: string;
  readonly birth: number;
  readonly death: number;
}

/** Loads that became or ceased to be visible after one flip, up to another. */
const LIVES = `SELECT load, toString(any(report_type)) AS type, toString(any(report_date)) AS date,
    minIf(flip, state = 'live') AS birth, minIf(flip, state = 'dead') AS death
  FROM ledger WHERE load IN (
    SELECT load FROM ledger WHERE flip > {after:UInt64} AND flip <= {until:UInt64} AND state IN ('live', 'dead'))
  GROUP BY load`;

/** The last flip of the ledger. */
const LAST = "SELECT max(flip) AS flip FROM ledger WHERE state IN ('live', 'dead')";

const FLOOR = "SELECT max(flip) AS flip FROM changes WHERE state = 'dropped'";

/** The columns of a loaded version, except `replaces`. */
const versionOf = (table: 'ledger' | 'reports') =>
  `load, toString(report_type) AS report_type, toString(${table}.report_date) AS report_date, list, sha256, bytes, rows,
     accepted, quarantined, toUnixTimestamp(published_at) AS published_at, toUnixTimestamp(changed_at) AS changed_at, flip`;

export class ChangeReader {
  private readonly known: Readonly<Record<'head' | 'last' | 'floor', Remembered<number>>>;

  constructor(private readonly engine: Engine) {
    this.known = {
      head: new Remembered(engine, ['ledger', 'changes'], () => this.readHead()),
      last: new Remembered(engine, ['ledger'], () => this.flipOf(LAST)),
      floor: new Remembered(engine, ['changes'], () => this.flipOf(FLOOR)),
    };
  }

  /**
   * The last flip whose changes are known completely: flips that replaced loads are compared first.
   */
  head(): Promise<number> {
    return this.known.head.get();
  }

  /** The last flip of the ledger. */
  last(): Promise<number> {
    return this.known.last.get();
  }

  /** The last flip whose details were removed. */
  floor(): Promise<number> {
    return this.known.floor.get();
  }

  private async readHead(): Promise<number> {
    const [row] = await this.engine.rows<{ last: number; open: number }>(
      `SELECT (${LAST}) AS last,
         (SELECT min(died) FROM (
           SELECT minIf(flip, state = 'dead') AS died FROM ledger GROUP BY load HAVING argMax(state, seq) = 'dead')
          WHERE died > 0 AND died NOT IN (SELECT flip FROM changes WHERE state = 'compared')) AS open`,
    );
    const { last, open } = row!;
    return open > 0 ? open - 1 : last;
  }

  private async flipOf(sql: string): Promise<number> {
    const [row] = await this.engine.rows<{ flip: number }>(sql);
    return row!.flip;
  }

  /** The changes after one flip, up to another, in the order of flips, dates and types. */
  async after(after: number, until: number): Promise<SliceChange[]> {
    const lives = await this.engine.rows<Life>(LIVES, { after, until });
    const within = (flip: number) => flip > after && flip <= until;
    const found = new Map<
      string,
      { flip: number; type: string; date: string; loads: number[]; isMixed: boolean }
    >();
    const at = (flip: number, { type, date }: Life) => {
      const name = `${String(flip).padStart(20, '0')} ${date} ${type}`;
      const known = found.get(name) ?? { flip, type, date, loads: [], isMixed: false };
      found.set(name, known);
      return known;
    };
    for (const life of lives) {
      if (within(life.birth)) {
        const change = at(life.birth, life);
        if (life.death === 0) change.loads.push(life.load);
      }
      // Loads that were born in the same flip are compared with those that died.
      if (within(life.death)) at(life.death, life).isMixed = true;
    }
    const details = await this.details(after, until);
    return [...found.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { isMixed, loads, ...slice }]) => {
        const { listed = 0, withdrawn = 0 } = details.get(`${slice.flip} ${slice.date} ${slice.type}`) ?? {};
        return { ...slice, loads: isMixed ? [] : loads, listed, withdrawn };
      })
      .filter(({ loads, listed, withdrawn }) => loads.length > 0 || listed > 0 || withdrawn > 0);
  }

  /** Reports that were loaded after one flip, up to another; not those whose content was live before. */
  async loaded(after: number, until: number): Promise<LoadedVersion[]> {
    const rows = await this.engine.rows<LoadedVersion & { state: string }>(
      `SELECT ${versionOf('ledger')}, toString(state) AS state
       FROM ledger WHERE state IN ('live', 'dead') AND load IN (
         SELECT load FROM ledger WHERE flip > {after:UInt64} AND flip <= {until:UInt64} AND state IN ('live', 'dead'))
       ORDER BY seq LIMIT 1 BY load, state`,
      { after, until },
    );
    const nameOf = ({ flip, report_type, report_date, list }: LoadedVersion) =>
      `${flip} ${report_type} ${report_date} ${list}`;
    const replaced = new Map<string, string[]>();
    for (const row of rows.filter(({ state }) => state === 'dead'))
      replaced.set(nameOf(row), [...(replaced.get(nameOf(row)) ?? []), row.sha256]);
    return rows
      .filter(({ state, flip }) => state === 'live' && flip > after && flip <= until)
      .filter((row) => !replaced.get(nameOf(row))?.includes(row.sha256))
      .map(({ state: _, ...row }) => ({ ...row, replaces: replaced.has(nameOf(row)) }));
  }

  /** The slices with events of report dates in a range, in the order of dates and types, with their numbers of events. */
  async slices(since: string, until: string): Promise<{ type: string; date: string; events: number }[]> {
    return this.engine.rows(
      `SELECT toString(report_type) AS type, toString(reports.report_date) AS date, sum(accepted) AS events FROM reports
       WHERE state = 'live' AND events_state = 'kept' AND report_date BETWEEN {since:Date} AND {until:Date}
       GROUP BY report_type, reports.report_date ORDER BY date, type`,
      { since, until },
    );
  }

  /** The slices without any report up to a flip: everything in them became visible later. */
  async begunAfter(flip: number): Promise<{ type: string; date: string }[]> {
    return this.engine.rows(
      `SELECT toString(report_type) AS type, toString(ledger.report_date) AS date FROM ledger
       WHERE state = 'live' GROUP BY report_type, ledger.report_date HAVING min(flip) > {flip:UInt64}`,
      { flip },
    );
  }

  /** The last flip before a time. @param seconds unix seconds */
  async lastBefore(seconds: number): Promise<number> {
    const [row] = await this.engine.rows<{ flip: number }>(
      `${LAST} AND toUnixTimestamp(changed_at) < {seconds:UInt32}`,
      { seconds },
    );
    return row!.flip;
  }

  /** The live reports of report dates in a range, in the order of their loads. */
  async stored(since: string, until: string): Promise<LoadedVersion[]> {
    const rows = await this.engine.rows<LoadedVersion>(
      `SELECT ${versionOf('reports')}
       FROM reports WHERE state = 'live' AND reports.report_date BETWEEN {since:Date} AND {until:Date} ORDER BY load`,
      { since, until },
    );
    return rows.map((row) => ({ ...row, replaces: false }));
  }

  /** Unix seconds of the first flip after one; 0 without a later one. */
  async timeAfter(flip: number): Promise<number> {
    const [row] = await this.engine.rows<{ at: number }>(
      `SELECT toUnixTimestamp(min(changed_at)) AS at FROM ledger
       WHERE flip > {flip:UInt64} AND state IN ('live', 'dead')`,
      { flip },
    );
    return row!.at;
  }

  /** Listed keys and withdrawn rows by flip, date and type. */
  private async details(
    after: number,
    until: number,
  ): Promise<Map<string, { listed: number; withdrawn: number }>> {
    const within = 'flip > {after:UInt64} AND flip <= {until:UInt64}';
    const rows = await this.engine.rows<{ name: string; listed: number; withdrawn: number }>(
      `SELECT concat(toString(flip), ' ', toString(report_date), ' ', report_type) AS name,
         sum(is_listed) AS listed, count() - listed AS withdrawn
       FROM (
         SELECT flip, report_date, report_type, 1 AS is_listed FROM change_rows WHERE ${within}
         UNION ALL SELECT flip, report_date, report_type, 0 AS is_listed FROM withdrawn_rows WHERE ${within})
       GROUP BY flip, report_date, report_type`,
      { after, until },
    );
    return new Map(rows.map(({ name, listed, withdrawn }) => [name, { listed, withdrawn }]));
  }
}
