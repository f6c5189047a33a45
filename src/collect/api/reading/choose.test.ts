// Checks for each case of a listed report whether to fetch, compare, postpone or skip it (decisions.md#re-issues).
import { describe, expect, it } from 'vitest';
import type { ListingRow } from '../../../domain/listing.js';
import { choose, type Grounds, hasChanged } from './choose.js';

const NOW = 1_773_100_800; // 2026-03-10T00:00:00Z
const HOUR = 3_600;
const ROW: ListingRow = {
  report_date: '2026-03-08',
  list: 'example',
  file: '2026-03-08-scan_ssl-example.csv',
  report_type: 'scan_ssl',
  id_hash: 'one',
  state: 'loaded',
  error_code: '',
  error: '',
  attempts: 0,
  etag: '"a"',
  last_modified: 'Sun, 08 Mar 2026 07:00:00 GMT',
  bytes: 100,
  checked_at: NOW - HOUR,
  changed_at: NOW - HOUR,
};
const GROUNDS: Grounds = {
  now: NOW,
  today: '2026-03-10',
  recheckDays: 7,
  impatient: false,
  thorough: false,
  idHash: 'one',
  contradictedAt: 0,
};
const of = (row: Partial<ListingRow>, grounds: Partial<Grounds> = {}) =>
  choose({ ...ROW, ...row }, { ...GROUNDS, ...grounds });

describe('a listed report', () => {
  it('is fetched when it is new', () => expect(choose(undefined, GROUNDS)).toBe('fetch'));
  it('is skipped if nothing has changed', () => expect(of({})).toBe('known'));
  it('is fetched when its id changed', () => expect(of({}, { idHash: 'two' })).toBe('fetch'));
  it('is fetched when the publisher states another number of rows, once for each number', () => {
    expect(of({}, { contradictedAt: NOW })).toBe('fetch');
    expect(of({ checked_at: NOW }, { contradictedAt: NOW })).toBe('known');
  });
  it('is compared once a day while it is recent', () => {
    expect(of({ checked_at: NOW - 24 * HOUR })).toBe('compare');
    expect(of({ checked_at: NOW - 24 * HOUR, report_date: '2026-03-03' })).toBe('known');
    expect(of({ checked_at: NOW - 24 * HOUR }, { recheckDays: 0 })).toBe('known');
  });
  it('that arrived empty is treated like any other', () => {
    expect(of({ state: 'empty' })).toBe('known');
    expect(of({ state: 'empty', checked_at: 0 })).toBe('compare');
  });
  it.each([
    [1, 14, 'wait'],
    [1, 15, 'fetch'],
    [2, 29, 'wait'],
    [3, 60, 'fetch'],
    [20, 23 * 60, 'wait'],
    [20, 24 * 60, 'fetch'],
  ])(
    'that failed %i times is tried again after a growing delay (%i minutes: %s)',
    (attempts, minutes, choice) => {
      expect(of({ state: 'failed', attempts, changed_at: NOW - minutes * 60 })).toBe(choice);
    },
  );
  it('is tried at once on request, and compared if everything is', () => {
    expect(of({ state: 'failed', attempts: 9, changed_at: NOW }, { impatient: true })).toBe('fetch');
    expect(of({ checked_at: NOW }, { impatient: true })).toBe('known');
    expect(of({ checked_at: NOW }, { thorough: true })).toBe('compare');
  });
});

describe('content has changed', () => {
  const lastModified = ROW.last_modified;
  it.each([
    ['there are no validators', {}, false],
    ['the ETag is the same', { etag: '"a"', lastModified: 'later', length: 999 }, false],
    ['the ETag differs', { etag: '"b"', lastModified, length: 100 }, true],
    ['the time of modification differs', { lastModified: 'Mon, 09 Mar 2026 07:00:00 GMT' }, true],
    ['the length differs', { lastModified, length: 101 }, true],
    ['everything is the same', { lastModified, length: 100 }, false],
  ])('%s', (_, validators, changed) => expect(hasChanged(ROW, validators)).toBe(changed));

  it('there are no earlier validators', () => {
    const blank = { ...ROW, etag: '', last_modified: '', bytes: 0 };
    expect(hasChanged(blank, { etag: '"b"', lastModified, length: 1 })).toBe(false);
  });
});
