// Tests the store's figures against the data written to it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everything } from '../../domain/everything.js';
import { type LedgerEntry, openStore, type Store } from '../index.js';
import { placeEmptyStore } from '../testing/placed-store.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-figures-'));
let store: Store;

beforeAll(async () => {
  await placeEmptyStore(folder);
  store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 512 });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const entry = (load: number, given: Partial<LedgerEntry> = {}): LedgerEntry => ({
  load,
  state: 'live',
  report_type: 'scan_ssl',
  report_date: '2026-03-02',
  list: `list-${load}`,
  sha256: '',
  digest: '',
  bytes: 1,
  rows: 10,
  accepted: 8,
  duplicate: 1,
  quarantined: 1,
  unparsed: 0,
  header: [],
  slots: [],
  published_at: 0,
  changed_at: 1,
  successor: 0,
  flags: [],
  finding_key: 'port',
  events_state: 'kept',
  original_state: 'kept',
  ...given,
});

const listing = (file: string, state: 'listed' | 'loaded' | 'failed') => ({
  report_date: '2026-03-02',
  list: 'list-1',
  file,
  report_type: 'scan_ssl',
  id_hash: '',
  state,
  error_code: '',
  error: '',
  attempts: 0,
  etag: '',
  last_modified: '',
  bytes: 0,
  checked_at: 0,
  changed_at: 1,
});

it('are zero in an empty store', async () => {
  const figures = await store.as(everything).figures.read('2026-03-01', '2026-03-31');
  expect(figures).toMatchObject({ reports: 0, events: 0, quarantined: 0, listings: [], rowDifferences: 0 });
});

it('count the data in use, by current state', async () => {
  await store.ledger.write([
    entry(1),
    entry(2, { events_state: 'expired' }),
    entry(3, { state: 'dead' }),
    entry(4),
  ]);
  await store.listings
    .of('api')
    .write([listing('a', 'listed'), listing('b', 'loaded'), listing('c', 'failed')]);
  await store.listings.of('api').write([listing('a', 'loaded')]);
  const stated = { report_date: '2026-03-02', report_type: 'scan_ssl', source: 'stats', stated_at: 1 };
  await store.statedRows.note([
    { ...stated, list: 'list-1', rows: 10 },
    { ...stated, list: 'list-4', rows: 11 },
  ]);
  const figures = await store.as(everything).figures.read('2026-03-01', '2026-03-31');
  expect(figures).toMatchObject({
    reports: 3,
    events: 16,
    quarantined: 2,
    listings: [
      { state: 'failed', reports: 1 },
      { state: 'loaded', reports: 2 },
    ],
    rowDifferences: 1,
  });
  expect(figures.tables.find(({ table }) => table === 'ledger')).toMatchObject({ rows: 4 });
  expect((await store.as(everything).figures.read('2026-04-01', '2026-04-30')).rowDifferences).toBe(0);
});
