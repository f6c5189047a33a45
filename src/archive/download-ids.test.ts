// Checks that ids of downloads are kept only on request, readable only by their owner, and that the first one stays.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../domain/secret.js';
import { DownloadIds } from './download-ids.js';

const REPORT = { type: 'scan_ssl', list: 'example-asn', date: '2026-01-15' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-ids-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const idsIn = (isWanted: boolean) => new DownloadIds(path.join(folder, 'download-ids'), isWanted);
const listed = (id: string, report = REPORT) => [{ report, id: new Secret(id) }];

it('keeps the first id of each report', async () => {
  const ids = idsIn(true);
  const other = { ...REPORT, list: 'example-net' };
  await Promise.all([
    ids.note(listed('first')),
    ids.note(listed('second')),
    ids.note(listed('third', other)),
  ]);
  expect((await idsIn(true).of(REPORT))?.reveal()).toBe('first');
  expect((await ids.of(other))?.reveal()).toBe('third');
  expect(await ids.of({ ...REPORT, date: '2026-01-16' })).toBeUndefined();
});

it('keeps them in files of their owner', async () => {
  await idsIn(true).note(listed('first'));
  expect(readdirSync(path.join(folder, 'download-ids'))).toEqual(['2026-01-15.json']);
  expect(statSync(path.join(folder, 'download-ids')).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(folder, 'download-ids/2026-01-15.json')).mode & 0o777).toBe(0o600);
});

it('keeps none if no output needs them, and then removes those that it has', async () => {
  await idsIn(true).note(listed('first'));
  const ids = idsIn(false);
  expect(await ids.of(REPORT)).toBeUndefined();
  await ids.note(listed('first'));
  expect(readdirSync(folder)).toEqual([]);
});

it('forgets those of a date', async () => {
  const ids = idsIn(true);
  await ids.note([...listed('first'), ...listed('second', { ...REPORT, date: '2026-01-16' })]);
  await ids.forget('2026-01-15');
  expect(await ids.dates()).toEqual(['2026-01-16']);
});

it('names a damaged file without quoting it', async () => {
  const ids = idsIn(true);
  await ids.note(listed('first'));
  writeFileSync(path.join(folder, 'download-ids/2026-01-15.json'), '[{"id":"first"');
  const failure = await ids.of(REPORT).catch((thrown: unknown) => thrown as Error);
  expect(String(failure)).toContain('2026-01-15.json cannot be read (it is damaged)');
  expect(String(failure)).not.toContain('first');
});
