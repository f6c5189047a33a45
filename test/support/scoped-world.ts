// A store of reports with rows at the borders of scopes, and a plain model of the rows that a scope shows.
import fc from 'fast-check';
import type { Grant } from '../../src/domain/scope.js';
import { EventQueries } from '../../src/query/index.js';
import { randomFrom } from '../../src/query/testing/hostile-reports.js';
import type { ScopedStore } from '../../src/store/index.js';
import { campaign } from '../setup/campaign.js';
import {
  FACT_COLUMNS,
  HOST_COLUMNS,
  type HostFacts,
  isInScope,
  ofItsSubject,
  type RowFacts,
} from './plain-scope.js';
import { scopedReports, scopeOf, someGrants } from './scoped-reports.js';
import { World } from './world.js';

export interface EventFacts extends RowFacts {
  /** Identifies the row among all rows. */
  readonly mark: number;
  readonly load: number;
  readonly list: string;
  /** The value of the column `asn`, whichever host of the row it describes. */
  readonly asn_column: number;
  readonly tags: readonly string[];
  readonly rest: Readonly<Record<string, string>>;
}

export interface DayFacts extends RowFacts {
  /** The finding's id. */
  readonly id: string;
  readonly load: number;
  readonly events: number;
}

const ROWS_PER_REPORT = 12;
export const clock = () => new Date('2026-03-03T12:00:00Z');

export class ScopedWorld {
  static readonly seed = Number(process.env.SUNDIAL_TEST_SEED ?? 20260301);

  private constructor(
    readonly world: World,
    /** All events and all finding days, as the operator sees them. */
    readonly events: readonly EventFacts[],
    readonly days: readonly DayFacts[],
  ) {}

  static async open(): Promise<ScopedWorld> {
    const world = await World.holding(scopedReports(randomFrom(ScopedWorld.seed), ROWS_PER_REPORT));
    const { tables } = world.operator;
    const events = await tables.rows<EventFacts & HostFacts>(
      `SELECT ${FACT_COLUMNS}, ${HOST_COLUMNS}, asn AS asn_column, toUInt32(rest['mark']) AS mark, load, list, tags, rest
       FROM events`,
    );
    const days = await tables.rows<DayFacts>(
      `SELECT lower(hex(finding)) AS id, load, events, ${FACT_COLUMNS} FROM finding_days`,
    );
    return new ScopedWorld(world, events.map(ofItsSubject), days);
  }

  /** Issues all reports again without some of their events, which stay in `events`. */
  async reissueWithout(dropped: readonly EventFacts[]): Promise<void> {
    const marks = new Set(dropped.map(({ mark }) => String(mark)));
    // The mark is the last cell of each row.
    const isKept = (line: string) => !marks.has(line.slice(line.lastIndexOf(',') + 1));
    await this.world.ingest(
      scopedReports(randomFrom(ScopedWorld.seed), ROWS_PER_REPORT).map(({ name, content }) => ({
        name,
        content: String(content).split('\n').filter(isKept).join('\n'),
      })),
    );
  }

  close(): Promise<void> {
    return this.world.close();
  }

  as(grants: readonly Grant[]): ScopedStore {
    return this.world.store.as(scopeOf(grants));
  }

  queries(store: ScopedStore): EventQueries {
    return new EventQueries({ store, catalogue: this.world.catalogue, clock });
  }

  visibleEvents(grants: readonly Grant[]): EventFacts[] {
    return this.events.filter((row) => isInScope(row, grants));
  }

  visibleDays(grants: readonly Grant[]): DayFacts[] {
    return this.days.filter((row) => isInScope(row, grants));
  }

  /** Checks a property of many scopes; uses an eighth of `numRuns` unless campaigns run in full. */
  each(
    check: (grants: readonly Grant[], store: ScopedStore) => Promise<void>,
    numRuns: number,
  ): Promise<void> {
    return fc.assert(
      fc.asyncProperty(someGrants, (grants) => check(grants, this.as(grants))),
      { seed: ScopedWorld.seed, numRuns: campaign({ short: Math.ceil(numRuns / 8), full: numRuns }) },
    );
  }
}

/** The number of occurrences of each value. */
export function counted<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
