// The invariants of a store at all times: nothing is lost, and nothing counted twice.

import { expect } from 'vitest';
import { everything } from '../../src/domain/everything.js';
import type { FileOutcome } from '../../src/pipeline/index.js';
import type { LedgerRow, Store } from '../../src/store/index.js';

interface LoadRows {
  readonly load: number;
  readonly rows: number;
  readonly first: number;
}

/** Checks that the outcomes of a step account for all rows of their files. */
export function checkOutcomes(outcomes: readonly FileOutcome[]): void {
  for (const { path, rows, accepted, duplicate, quarantined } of outcomes)
    expect(accepted + duplicate + quarantined, `rows of ${path}`).toBe(rows);
}

/** Checks the whole store. */
export async function checkInvariants(store: Store): Promise<void> {
  const ledger = await store.as(everything).ledger.find({});
  const unsettled = ledger.filter(({ state }) => state !== 'live' && state !== 'purged');
  expect(unsettled, 'loads that are neither live nor purged').toEqual([]);
  const visible = await visibleLoads(store);
  await checkLoads(store, ledger, visible);
  await checkSlices(store, visible);
  await checkCounts(store);
}

/** The visible events of a load. */
interface VisibleLoad {
  readonly report_type: string;
  readonly report_date: string;
  readonly load: number;
  readonly events: number;
}

function visibleLoads(store: Store): Promise<VisibleLoad[]> {
  return store
    .as(everything)
    .tables.rows(
      'SELECT report_type, report_date, load, count() AS events FROM events GROUP BY ALL ORDER BY ALL',
    );
}

/** The counts are those of the counted events, whatever was loaded and replaced on the way. */
async function checkCounts(store: Store): Promise<void> {
  const { tables } = store.as(everything);
  const valuesOf = {
    type: '[toString(report_type)]',
    severity: "[if(severity = 'none', '', toString(severity))]",
    geo: '[toString(geo)]',
    tag: "if(empty(tags), [''], arrayDistinct(tags))",
  };
  const pairs = Object.entries(valuesOf).map(([field, values]) => `('${field}', ${values})`);
  const counted = await tables.rows(
    `SELECT field, load, value, sum(events) AS events FROM count_rows
     WHERE field IN {fields:Array(String)} GROUP BY ALL ORDER BY ALL`,
    { fields: Object.keys(valuesOf) },
  );
  const ofEvents = await tables.rows(
    `SELECT pair.1 AS field, load, arrayJoin(pair.2) AS value, count() AS events FROM event_rows
     ARRAY JOIN [${pairs.join(', ')}] AS pair WHERE first = 1 GROUP BY ALL ORDER BY ALL`,
  );
  expect(counted, 'counts').toEqual(ofEvents);
}

/** Each live load has the number of rows in the ledger, and other loads have no rows. */
async function checkLoads(
  store: Store,
  ledger: readonly LedgerRow[],
  visible: readonly VisibleLoad[],
): Promise<void> {
  const stored = await store
    .as(everything)
    .tables.rows<LoadRows>(
      'SELECT load, count() AS rows, countIf(first = 1) AS first FROM event_rows GROUP BY load',
    );
  const live = ledger.filter(({ state }) => state === 'live');
  const expected = live
    .map(({ load, rows, quarantined, accepted }) => ({ load, rows: rows - quarantined, first: accepted }))
    .filter(({ rows }) => rows > 0);
  const byLoad = (a: LoadRows, b: LoadRows) => a.load - b.load;
  expect(stored.sort(byLoad), 'rows per load').toEqual(expected.sort(byLoad));
  for (const { load, rows, accepted, duplicate, quarantined } of live)
    expect(accepted + duplicate + quarantined, `rows of load ${load}`).toBe(rows);
  const names = live.map(({ list, report_type, report_date }) => `${report_type} ${report_date} ${list}`);
  expect(new Set(names).size, 'live versions of each report').toBe(names.length);
  const ids = new Set(live.map(({ load }) => load));
  expect(
    visible.filter(({ load }) => !ids.has(load)),
    'visible rows of dead loads',
  ).toEqual([]);
}

/** In each slice every event of a live load is visible exactly once. */
async function checkSlices(store: Store, visible: readonly VisibleLoad[]): Promise<void> {
  const live = await store.as(everything).tables.rows<Omit<VisibleLoad, 'load'>>(
    `SELECT report_type, report_date, uniqExact(event_key) AS events FROM event_rows
       WHERE load IN (SELECT load FROM reports WHERE state = 'live') GROUP BY ALL ORDER BY ALL`,
  );
  const seen = new Map<string, number>();
  for (const { report_type, report_date, events } of visible) {
    const slice = `${report_type} ${report_date}`;
    seen.set(slice, (seen.get(slice) ?? 0) + events);
  }
  const expected = live.map((row) => [`${row.report_type} ${row.report_date}`, row.events]);
  expect([...seen], 'visible events').toEqual(expected);
}
