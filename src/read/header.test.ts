// Tests the classification of a report's first record, and that stored column names are distinct.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.js';
import { readFirstRecord } from './header.js';

const KNOWN = ['timestamp', 'ip', 'port'];

test.each([
  ['a header', ['timestamp', 'ip', 'x y'], 'header'],
  ['a header in other case and with blanks', [' Timestamp ', 'IP'], 'header'],
  ['half of the known columns without a timestamp', ['ip', 'PORT', 'x'], 'header'],
  ['names of which fewer than half are known', ['ip', 'host.name', 'a-b'], 'unknown'],
  ['a sentence with a comma', ['Service unavailable', ' please try again later'], 'unknown'],
  ['an error as a table', ['error', 'message'], 'unknown'],
  ['a text with a comma', ['code', 'message'], 'unknown'],
  ['an error with the time', ['timestamp', 'status', 'error', 'path'], 'unknown'],
  ['a timestamp alone', ['timestamp'], 'unknown'],
  ['a row of a known type without header', ['2026-01-15 00:00:00', '192.0.2.1', '80'], 'row'],
  ['a row of another length', ['2026-01-15 00:00:00', '192.0.2.1'], 'unknown'],
  ['a row whose time is none', ['yesterday', '192.0.2.1', '80'], 'unknown'],
  ['one lone word', ['hello'], 'unknown'],
  ['names that repeat, with nothing that makes them a header', ['a', 'a'], 'unknown'],
  ['too many columns', ['timestamp', 'ip', ...Array(LIMITS.columns).fill('x')], 'unknown'],
])('%s', (_, cells, kind) => {
  expect(readFirstRecord(cells, KNOWN).kind).toBe(kind);
});

test('a row without a header is mapped by the catalogue if it knows the type', () => {
  const cells = ['2026-01-15 00:00:00', '192.0.2.1', '80'];
  expect(readFirstRecord(cells, KNOWN)).toEqual({ kind: 'row', header: KNOWN });
  expect(readFirstRecord(cells, []).kind).toBe('unknown');
});

test('a type that the catalogue does not know needs a timestamp', () => {
  expect(readFirstRecord(['ip', 'port'], []).kind).toBe('unknown');
  expect(readFirstRecord(['ip', 'TimeStamp'], [])).toEqual({ kind: 'header', header: ['ip', 'TimeStamp'] });
});

test.each([
  [['timestamp;ip;port'], 'separates its cells with semicolons; save it with commas'],
  [['timestamp\tip'], 'separates its cells with tabs; save it with commas'],
  [['timestamp', ' "ip"'], 'has blanks between commas and quotes; save it without them'],
  [
    ['a', 'b'],
    'does not name "timestamp" beside another column of its report type, nor half of the columns of that type',
  ],
])('%j: %s', (cells, problem) => {
  expect(readFirstRecord(cells, KNOWN)).toEqual({ kind: 'unknown', problem });
});

test.each([
  [
    ['timestamp', 'type', 'type'],
    ['timestamp', 'type', 'type#2'],
  ],
  [
    ['timestamp', 'type', 'type', 'type#2'],
    ['timestamp', 'type', 'type#3', 'type#2'],
  ],
  [
    ['timestamp', '', 'x', ''],
    ['timestamp', 'column#2', 'x', 'column#4'],
  ],
])('%j is stored as %j', (cells, header) => {
  expect(readFirstRecord(cells, [])).toEqual({ kind: 'header', header });
});

test('stored names are distinct, and no name is empty', () => {
  const name = fc.constantFrom('a', 'a#2', 'a#3', 'a#2#2', '', 'column#1', 'column#2', 'column#2#2', ' a');
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      const first = readFirstRecord([...names, 'timestamp'], []);
      if (first.kind !== 'header') throw new Error('no header');
      expect(new Set(first.header).size).toBe(names.length + 1);
      expect(first.header).not.toContain('');
    }),
    { seed: 20_260_115, numRuns: 5_000 },
  );
});
