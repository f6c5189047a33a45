// Tests that ids of reports follow the content, cannot be made or changed by others, and do not show what they name.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../../domain/days.js';
import { DownloadIds } from './download-ids.js';

const SECRET = Buffer.alloc(32, 1);
const ids = new DownloadIds(SECRET);
const SLICE = { type: 'scan_ntp', date: '2026-03-01', events: 3, sum: 'ab'.repeat(16) };
const ID = ids.of('zoo', SLICE);

const someSlice = fc.record({
  type: fc.string({ minLength: 1 }),
  date: fc.integer({ min: 0, max: 65_000 }).map((day) => addDays('1970-01-01', day)),
  events: fc.integer({ min: 1 }),
  sum: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
});

it('are the same for the same content, whoever makes them', () => {
  expect(new DownloadIds(SECRET).of('zoo', { ...SLICE })).toBe(ID);
});

it('name their report', () => {
  fc.assert(
    fc.property(someSlice, fc.string(), (slice, constituent) => {
      const id = ids.of(constituent, slice);
      expect(id).toMatch(/^[A-Za-z0-9_-]{62}$/);
      const named = ids.read(id)!;
      expect(named.date).toBe(slice.date);
      expect([named.isOf(constituent), named.isOf(`${constituent}x`)]).toEqual([true, false]);
      expect([named.isOfType(slice.type), named.isOfType(`${slice.type}x`)]).toEqual([true, false]);
      expect(ids.isOf(id, constituent, slice)).toBe(true);
    }),
  );
});

it.each([
  ['constituent', 'farm', SLICE],
  ['type', 'zoo', { ...SLICE, type: 'scan_ssh' }],
  ['date', 'zoo', { ...SLICE, date: '2026-03-02' }],
  ['number of events', 'zoo', { ...SLICE, events: 4 }],
  ['keys', 'zoo', { ...SLICE, sum: 'ac'.repeat(16) }],
])('change with the %s', (_, constituent, slice) => {
  const other = ids.of(constituent, slice);
  expect(other.slice(0, 16)).not.toBe(ID.slice(0, 16));
  expect(ids.isOf(ID, constituent, slice)).toBe(false);
});

it('are refused if any character differs', () => {
  for (const [index, character] of [...ID].entries()) {
    const changed = `${ID.slice(0, index)}${character === 'A' ? 'B' : 'A'}${ID.slice(index + 1)}`;
    // The last character has four bits that the bytes do not need, so only the comparison notices a change of them.
    expect(ids.isOf(changed, 'zoo', SLICE)).toBe(false);
    if (index < ID.length - 1) expect(ids.read(changed)).toBeUndefined();
  }
});

it.each(['', ID.slice(1), `${ID}A`, 'test:scan_ntp', randomBytes(46).toString('base64url')])(
  'are not read from %j',
  (text) => {
    expect(ids.read(text)).toBeUndefined();
    expect(ids.isOf(text, 'zoo', SLICE)).toBe(false);
  },
);

it('mean nothing to a service with another secret', () => {
  const other = new DownloadIds(Buffer.alloc(32, 2));
  expect(other.read(ID)).toBeUndefined();
  expect(other.of('zoo', SLICE)).not.toBe(ID);
});
