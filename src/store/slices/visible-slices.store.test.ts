// Tests that count and sum of a scope's events in each slice are those of a plain model, also after changes.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  FACT_COLUMNS,
  HOST_COLUMNS,
  type HostFacts,
  isInScope,
  ofItsSubject,
  type RowFacts,
} from '../../../test/support/plain-scope.js';
import { scopedReports, scopeOf, someGrants } from '../../../test/support/scoped-reports.js';
import { World } from '../../../test/support/world.js';
import type { Grant } from '../../domain/scope.js';
import { randomFrom } from '../../query/testing/hostile-reports.js';
import type { Engine } from '../engine/engine.js';
import { visibilityOf } from '../scope/visibility.js';
import { SliceMemory } from './slice-memory.js';
import type { VisibleSlice } from './visible-slice.js';
import { VisibleSlices } from './visible-slices.js';

let world: World;
const SEED = 20261130;
const given = (rows: number) => scopedReports(randomFrom(SEED), rows);

beforeAll(async () => {
  world = await World.open();
  await world.ingest(given(8));
});
afterAll(() => world.close());

type KeyedRow = RowFacts & { readonly key: string };
type Facts = Omit<VisibleSlice, 'loads'>;

const slicesOf = (grants: readonly Grant[]) => world.store.as(scopeOf(grants)).slices;
const shown = (slices: readonly VisibleSlice[]): Facts[] => slices.map(({ loads: _, ...facts }) => facts);

async function allRows(): Promise<KeyedRow[]> {
  const rows = await world.operator.tables.rows<RowFacts & HostFacts & { key: string }>(
    `SELECT ${FACT_COLUMNS}, ${HOST_COLUMNS}, lower(hex(event_key)) AS key FROM events`,
  );
  return rows.map((row) => ({ ...ofItsSubject(row), key: row.key }));
}

/** Count and sum by slice: the newest day first. */
function modelOf(rows: readonly KeyedRow[]): Facts[] {
  const names = [...new Set(rows.map(({ date, type }) => `${date} ${type}`))];
  const slices = names.map((name) => {
    const [date = '', type = ''] = name.split(' ');
    const inSlice = rows.filter((row) => row.date === date && row.type === type);
    const sum = inSlice.reduce((total, { key }) => total + BigInt(`0x${key}`), 0n) % (1n << 128n);
    return { date, type, events: inSlice.length, sum: sum.toString(16).padStart(32, '0') };
  });
  return slices.sort((a, b) => (a.date === b.date ? (a.type < b.type ? -1 : 1) : a.date < b.date ? 1 : -1));
}

async function expectModel(grantLists: readonly (readonly Grant[])[]): Promise<void> {
  const rows = await allRows();
  for (const grants of grantLists)
    expect(shown(await slicesOf(grants).list())).toEqual(
      modelOf(rows.filter((row) => isInScope(row, grants))),
    );
}

const SCOPES = fc.sample(someGrants, { numRuns: 12, seed: SEED });

it('are those of a plain model', () => expectModel(SCOPES));

it('follow every change of the ledger', async () => {
  const [first, ...others] = given(8);
  const shorter = first!.content.toString().split('\n').slice(0, -3).join('\n');
  await world.ingest([{ ...first!, content: shorter, publishedAt: 1_772_500_000 }]);
  await expectModel(SCOPES);
  const later = { ...others[0]!, name: others[0]!.name.replace(/^[\d-]{10}/, '2026-03-09') };
  await world.ingest([later]);
  await expectModel(SCOPES);
});

it('are limited to days, types and a number', async () => {
  const slices = slicesOf([{ countries: ['DE'] }, { asns: [64_496] }]);
  const all = await slices.list();
  expect(all.length).toBeGreaterThan(6);
  expect(await slices.list({}, 3)).toEqual(all.slice(0, 3));
  const ofDay = all.filter(({ date, type }) => date === '2026-03-02' && type === 'scan_ntp');
  expect(await slices.list({ from: '2026-03-02', to: '2026-03-02', types: ['scan_ntp'] })).toEqual(ofDay);
  expect(await slices.find('scan_ntp', '2026-03-02')).toEqual(ofDay[0]);
  expect(await slices.find('scan_ntp', '2026-03-05')).toBeUndefined();
});

it('are refused in a damaged store, in which rows that are missing would look like withdrawn ones', async () => {
  const { events } = world.operator;
  const unused = {} as Engine;
  const slices = new VisibleSlices(unused, visibilityOf(scopeOf([])), events, new SliceMemory(), () => false);
  await expect(slices.list()).rejects.toMatchObject({ code: 'store-damaged' });
});
