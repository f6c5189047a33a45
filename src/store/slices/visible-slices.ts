// The slices with events of one scope: how many, and the sum of their keys, by which contents are compared.
import { createHash } from 'node:crypto';
import { SundialError } from '../../domain/errors.js';
import { askWith } from '../engine/asking.js';
import type { Engine } from '../engine/engine.js';
import type { ScopedEvents } from '../events/scoped-events.js';
import type { Visibility } from '../scope/visibility.js';
import type { KnownDay, SliceMemory } from './slice-memory.js';
import type { VisibleSlice } from './visible-slice.js';

/** Selects slices; omitted fields do not restrict. */
export interface SliceFilter {
  readonly types?: readonly string[] | undefined;
  /** First and last report date. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The engine's first and last day. */
const DAYS = { from: '1970-01-01', to: '2149-06-05' } as const;

/**
 * Days that are computed by one statement: with a limit, older days are only read if newer ones do not have enough
 * slices, and an engine's statement over years of days needs much memory.
 */
const DAYS_AT_ONCE = 31;

/** What is visible changes only with rows of these states; unlike started loads, they are never removed from the ledger. */
const DECIDED = "state != 'started'";

const MODULUS = 1n << 128n;

/** A day with loads, and the last position of the ledger that concerns it. */
interface LedgerDay {
  readonly day: string;
  readonly seq: number;
}

/** The events of a scope in one load. */
interface LoadSum extends Pick<VisibleSlice, 'type' | 'date' | 'events' | 'sum'> {
  readonly load: number;
  readonly list: string;
}

export class VisibleSlices {
  private readonly scope: string;

  constructor(
    private readonly engine: Engine,
    private readonly visibility: Visibility,
    private readonly events: Pick<ScopedEvents, 'from'>,
    private readonly memory: SliceMemory,
    /** Whether the store is known to hold everything that its ledger says. */
    private readonly isWhole: () => boolean,
  ) {
    this.scope = nameOf(visibility);
  }

  /**
   * The slices with events in the scope: the newest day first, by type within a day. Only slices that changed since the
   * last call are read again.
   *
   * @param limit ends the list
   * @throws SundialError `store-damaged`, because missing rows would look like rows that were withdrawn
   */
  async list(filter: SliceFilter = {}, limit = Number.POSITIVE_INFINITY): Promise<VisibleSlice[]> {
    if (!this.isWhole()) throw new SundialError('store-damaged', { problem: 'rows are missing' });
    const { from = DAYS.from, to = DAYS.to, types } = filter;
    const wanted = types && new Set(types);
    const days = await this.engine.rows<LedgerDay>(
      `SELECT toString(ledger.report_date) AS day, max(seq) AS seq FROM ledger
       WHERE ledger.report_date BETWEEN {from:Date} AND {to:Date} AND ${DECIDED} GROUP BY day ORDER BY day DESC`,
      { from, to },
    );
    const found: VisibleSlice[] = [];
    for (let next = 0; next < days.length && found.length < limit; next += DAYS_AT_ONCE) {
      for (const slices of await this.ofDays(days.slice(next, next + DAYS_AT_ONCE)))
        found.push(...slices.filter(({ type }) => !wanted || wanted.has(type)));
    }
    return found.slice(0, limit);
  }

  /** Undefined if the slice has no event in the scope. */
  async find(type: string, date: string): Promise<VisibleSlice | undefined> {
    const [slice] = await this.list({ types: [type], from: date, to: date });
    return slice;
  }

  /** The slices of each of the days. */
  private async ofDays(days: readonly LedgerDay[]): Promise<VisibleSlice[][]> {
    const known = this.memory.of(this.scope);
    const stale = days.filter(({ day, seq }) => (known.get(day)?.asOf ?? -1) < seq);
    const fresh = stale.length === 0 ? new Map<string, KnownDay>() : await this.read(stale, known);
    for (const [day, slices] of fresh) known.set(day, slices);
    return days.map(({ day }) => inOrder((fresh.get(day) ?? known.get(day))!.slices));
  }

  private async read(
    stale: readonly LedgerDay[],
    known: ReadonlyMap<string, KnownDay>,
  ): Promise<Map<string, KnownDay>> {
    const unknown = stale.filter(({ day }) => !known.has(day)).map(({ day }) => day);
    const changed = stale.filter(({ day }) => known.has(day)).map(({ day }) => day);
    const since = Math.min(...changed.map((day) => known.get(day)!.asOf));
    const types = changed.length === 0 ? [] : await this.changedTypes(changed, since);
    const sums = await this.sums(unknown, changed, types);
    return new Map(
      stale.map(({ day, seq }) => {
        const kept = [...(known.get(day)?.slices ?? [])].filter(([type]) => !types.includes(type));
        const read = slicesOf(sums.filter(({ date }) => date === day)).map(
          (slice) => [slice.type, slice] as const,
        );
        return [day, { asOf: seq, slices: new Map([...kept, ...read]) }];
      }),
    );
  }

  private async changedTypes(days: readonly string[], since: number): Promise<string[]> {
    const rows = await this.engine.rows<{ type: string }>(
      `SELECT DISTINCT toString(report_type) AS type FROM ledger
       WHERE report_date IN {days:Array(Date)} AND seq > {since:UInt64} AND ${DECIDED}`,
      { days, since },
    );
    return rows.map(({ type }) => type);
  }

  /** The scope's events in each load of the unknown days, and of some types of the changed days. */
  private sums(
    unknown: readonly string[],
    changed: readonly string[],
    types: readonly string[],
  ): Promise<LoadSum[]> {
    const condition = `e.report_date IN {slice_days:Array(Date)} AND (e.report_date IN {slice_unknown:Array(Date)}
       OR e.report_type IN {slice_types:Array(String)})`;
    return askWith({ isHeavy: unknown.length > 1 }, () =>
      this.engine.rows<LoadSum>(
        `SELECT toString(e.report_date) AS date, toString(e.report_type) AS type, e.load AS load,
           toString(any(e.list)) AS list, count() AS events,
           leftPad(lower(hex(sumWithOverflow(e.event_key))), 32, '0') AS sum
         FROM ${this.events.from(condition)} GROUP BY e.report_date, e.report_type, e.load`,
        {
          ...this.visibility.values,
          ...{ slice_days: [...unknown, ...changed], slice_unknown: unknown, slice_types: types },
        },
      ),
    );
  }
}

/** Equal for scopes that show the same rows by the same condition. */
function nameOf({ values, condition }: Visibility): string {
  const text = JSON.stringify([condition?.('events', 'e.') ?? '', values]);
  return createHash('sha256').update(text).digest('base64');
}

function slicesOf(sums: readonly LoadSum[]): VisibleSlice[] {
  const byType = new Map<string, LoadSum[]>();
  for (const sum of sums) byType.set(sum.type, [...(byType.get(sum.type) ?? []), sum]);
  return [...byType.values()].map((ofSlice) => {
    const { type, date } = ofSlice[0]!;
    const byList = ofSlice.toSorted((a, b) => (a.list < b.list ? -1 : a.list > b.list ? 1 : a.load - b.load));
    return {
      ...{ type, date, loads: byList.map(({ load }) => load) },
      events: ofSlice.reduce((total, { events }) => total + events, 0),
      sum: hexOf(ofSlice.reduce((total, { sum }) => total + BigInt(`0x${sum}`), 0n)),
    };
  });
}

const hexOf = (sum: bigint) => (sum % MODULUS).toString(16).padStart(32, '0');

const inOrder = (slices: ReadonlyMap<string, VisibleSlice>) =>
  [...slices.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
