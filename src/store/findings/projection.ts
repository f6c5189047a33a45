// Keeps findings up to date with the ledger: projects the loads that became live or dead since the last projection.
import { deleteLoads } from '../engine/delete.js';
import type { Engine, Parameters } from '../engine/engine.js';
import type { Leases } from '../leases/leases.js';
import type { LedgerRow } from '../ledger/ledger.js';
import { ANY_KEY, type FindingKey, PORT_KEY } from './finding-key.js';
import {
  copyDays,
  copyFindings,
  groupDays,
  hideLeft,
  knownTypes,
  makeFindings,
  repeatedFindings,
} from './projection-sql.js';

/** Rows per statement, because memory grows with the rows of a statement; larger work is split into parts. */
const PART_ROWS = 250_000;
/** The most repeated findings to list. Beyond this number, grouping all events is about as fast as a long list. */
const MOST_REPEATED = 10_000;
/** Planning another statement takes the engine about as long as making findings of this many events. */
const FEW_ROWS = 5_000;
/** Days per statement, because the engine reads and writes separate files for each day. */
const GROUP_DAYS = 32;

/** The fields needed of a load that became live or dead. */
type Change = Pick<
  LedgerRow,
  'load' | 'seq' | 'state' | 'report_type' | 'report_date' | 'accepted' | 'finding_key' | 'events_state'
>;

/** The position in the ledger up to which findings are projected, and the date at which their days begin. */
interface Position {
  readonly seq: number;
  /** The last position of the ledger. */
  readonly head: number;
  readonly since: string;
}

/** The date at which days begin if none were removed: the engine's maximum of no dates. */
const NO_CUT = '1970-01-01';

/** The types with loads that were live before a position, and the newest day of their live loads; '' without any. */
type NewestDays = ReadonlyMap<string, string>;

export class Projection {
  /** Whether findings are known to match the position exactly; unknown after a kill. */
  private certain = false;

  constructor(
    private readonly engine: Engine,
    private readonly leases: Pick<Leases, 'any'>,
  ) {}

  /**
   * Brings finding days and findings up to date. May be killed at any point and called again: the position is written
   * last, and everything after the position is derived again.
   */
  async project(): Promise<void> {
    const position = await this.position();
    const changed = position.head > position.seq ? await this.changesAfter(position.seq) : [];
    if (changed.length > 0) await this.follow(changed, position);
    this.certain = true;
  }

  private async follow(changed: readonly Change[], position: Position): Promise<void> {
    const { certain } = this;
    this.certain = false;
    // Loads older than the kept days were summed up once and are not counted again.
    const born = changed.filter((row) => row.state === 'live' && row.report_date >= position.since);
    const withoutDays = certain ? born : await this.withoutDays(born);
    for (const group of groupsOfDays(withoutDays)) await this.makeDays(group);
    await this.makeFindings(changed, position, certain ? await this.newestDays(position.seq) : undefined);
    const seq = Math.max(...changed.map((row) => row.seq));
    await this.engine.run('INSERT INTO projections SELECT {seq:UInt64}', { seq });
  }

  /** Rebuilds everything from the events, and from the finding days of loads whose events are gone. */
  async rebuild(): Promise<void> {
    this.certain = false;
    // The position is removed first, so that the next start rebuilds everything if this call fails.
    await this.engine.run('TRUNCATE TABLE projections');
    await this.engine.run('TRUNCATE TABLE finding_versions');
    const [{ lone } = { lone: 0 }] = await this.engine.rows<{ lone: number }>(
      `SELECT count() AS lone FROM live_loads
       WHERE load IN (SELECT load FROM finding_day_rows) AND load NOT IN (SELECT load FROM event_rows)`,
    );
    if (lone === 0) await this.engine.run('TRUNCATE TABLE finding_day_rows');
    await this.project();
  }

  private async position(): Promise<Position> {
    const [row] = await this.engine.rows<Position>(
      `SELECT max(seq) AS seq, (SELECT max(seq) FROM ledger) AS head,
         (SELECT toString(max(until)) FROM finding_cuts) AS since
       FROM projections`,
    );
    return row!;
  }

  /** Loads that became live or dead; a live load with other changes in the ledger is not included. */
  private async changesAfter(position: number): Promise<Change[]> {
    return this.engine.rows<Change>(
      `SELECT * EXCEPT since FROM (
         SELECT load, seq, state, report_type, report_date, accepted, finding_key, events_state,
           min(seq) OVER (PARTITION BY load, state) AS since
         FROM ledger WHERE load IN (SELECT load FROM ledger WHERE seq > {position:UInt64})
         ORDER BY seq DESC LIMIT 1 BY load)
       WHERE state IN ('live', 'dead') AND since > {position:UInt64} ORDER BY load`,
      { position },
    );
  }

  /**
   * The loads that need day rows. Rows of an earlier or killed projection are removed, unless the load's events are gone:
   * then these rows are the only remaining data.
   */
  private async withoutDays(loads: readonly Change[]): Promise<Change[]> {
    const left = await this.loadsIn('finding_day_rows', loads);
    if (left.size === 0) return [...loads];
    const again = await this.loadsIn(
      'event_rows',
      loads.filter((row) => left.has(row.load) && row.events_state === 'kept'),
    );
    await this.remove([...again]);
    return loads.filter(({ load }) => !left.has(load) || again.has(load));
  }

  private async loadsIn(table: string, loads: readonly Change[]): Promise<Set<number>> {
    const rows = await this.engine.rows<{ load: number }>(
      `SELECT DISTINCT load FROM ${table} WHERE report_date IN {dates:Array(Date)} AND load IN {loads:Array(UInt32)}`,
      selectionOf(loads),
    );
    return new Set(rows.map(({ load }) => load));
  }

  /** Removes the day rows of loads that are not visible. */
  async remove(loads: readonly number[]): Promise<void> {
    if (loads.length > 0) await deleteLoads(this.engine, 'finding_day_rows', loads);
  }

  private async makeDays(loads: readonly Change[]): Promise<void> {
    const byInfection = loads.filter((row) => row.finding_key === 'infection').map(({ load }) => load);
    const parameters = { ...selectionOf(loads), byInfection };
    const key = byInfection.length > 0 ? ANY_KEY : PORT_KEY;
    const repeated = await this.repeated(loads, key, parameters);
    if (repeated.length > MOST_REPEATED)
      return this.inBatches((parts) => groupDays('all', key, parts), accepted(loads), parameters);
    const which = repeated.length === 0 ? 'all' : 'unrepeated';
    await this.engine.run(copyDays(which, key), { ...parameters, repeated });
    if (which === 'unrepeated')
      await this.engine.run(groupDays('repeated', key, 1), { ...parameters, repeated });
  }

  /** The hashes of findings with several events in one load. */
  private async repeated(
    loads: readonly Change[],
    key: FindingKey,
    parameters: Parameters,
  ): Promise<number[]> {
    if (loads.every((load) => load.accepted <= 1)) return [];
    const values = { ...parameters, most: MOST_REPEATED + 1 };
    const rows = await this.engine.rows<{ hash: number }>(repeatedFindings(key), values);
    return rows.map(({ hash }) => hash);
  }

  /**
   * Updates the findings of changed loads. Types to which only newer days were added do not read their history.
   *
   * @param newest the previous newest day of each type; omitted if findings may include some of the changes already
   */
  private async makeFindings(
    changed: readonly Change[],
    { since }: Position,
    newest: NewestDays | undefined,
  ): Promise<void> {
    const isNewer = (row: Change) => newest && row.report_date >= (newest.get(row.report_type) ?? '');
    const recomputed = new Set(
      changed.filter((row) => row.state === 'dead' || !isNewer(row)).map((row) => row.report_type),
    );
    const version = Math.max(...changed.map(({ seq }) => seq));
    const first = await this.copiedLoads(changed, newest);
    if (first.length > 0) await this.engine.run(copyFindings(), { ...selectionOf(first), version });
    const others = changed.filter((row) => !first.includes(row));
    for (const how of ['appended', 'recomputed'] as const) {
      const loads = others.filter((row) => recomputed.has(row.report_type) === (how === 'recomputed'));
      if (loads.length === 0) continue;
      const statement = (parts: number) => makeFindings({ how, parts, hasPasts: since !== NO_CUT });
      await this.inBatches(statement, accepted(loads), { ...selectionOf(loads), version });
    }
    if (await this.leases.any()) await this.engine.run(hideLeft(), { ...selectionOf(others), version });
  }

  /** The loads whose findings are copied from their days: large first loads of their types, or only such loads. */
  private async copiedLoads(
    changed: readonly Change[],
    newest: NewestDays | undefined,
  ): Promise<readonly Change[]> {
    const first = firstOfTypes(changed, new Set(newest?.keys() ?? (await this.knownTypes(changed))));
    return first.length === changed.length || accepted(first) > FEW_ROWS ? first : [];
  }

  /** Those types of the loads that have findings or summaries. */
  private async knownTypes(changed: readonly Change[]): Promise<string[]> {
    const rows = await this.engine.rows<{ report_type: string }>(knownTypes(), selectionOf(changed));
    return rows.map(({ report_type }) => report_type);
  }

  private async newestDays(position: number): Promise<NewestDays> {
    const rows = await this.engine.rows<{ report_type: string; day: string }>(
      `SELECT type AS report_type, if(max(is_live), toString(maxIf(day, is_live)), '') AS day FROM (
         SELECT any(report_type) AS type, any(report_date) AS day, argMax(state, seq) = 'live' AS is_live FROM ledger
         GROUP BY load HAVING minIf(seq, state = 'live') BETWEEN 1 AND {position:UInt64})
       GROUP BY type`,
      { position },
    );
    return new Map(rows.map(({ report_type, day }) => [report_type, day]));
  }

  /** Runs a statement that is split into parts if it concerns many rows. */
  private async inBatches(
    sql: (parts: number) => string,
    rows: number,
    parameters: Parameters,
  ): Promise<void> {
    const parts = Math.max(1, Math.ceil(rows / PART_ROWS));
    for (let part = 0; part < parts; part++) await this.engine.run(sql(parts), { ...parameters, part });
  }
}

/** The live loads that are the first and only ones of their types, so that each of their findings has one day. */
function firstOfTypes(changed: readonly Change[], known: ReadonlySet<string>): readonly Change[] {
  const isOnly = ({ report_type }: Change) =>
    !known.has(report_type) && changed.filter((row) => row.report_type === report_type).length === 1;
  return changed.filter((row) => row.state === 'live' && isOnly(row));
}

const accepted = (loads: readonly Change[]) => loads.reduce((sum, row) => sum + row.accepted, 0);

function selectionOf(loads: readonly Change[]): { loads: number[]; dates: string[]; types: string[] } {
  return {
    loads: loads.map(({ load }) => load),
    dates: [...new Set(loads.map((row) => row.report_date))],
    types: [...new Set(loads.map((row) => row.report_type))],
  };
}

/** Groups loads so that each group spans few days. */
function groupsOfDays(loads: readonly Change[]): Change[][] {
  const { dates } = selectionOf(loads);
  dates.sort();
  const groups: Change[][] = [];
  for (let at = 0; at < dates.length; at += GROUP_DAYS) {
    const group = new Set(dates.slice(at, at + GROUP_DAYS));
    groups.push(loads.filter((row) => group.has(row.report_date)));
  }
  return groups;
}
