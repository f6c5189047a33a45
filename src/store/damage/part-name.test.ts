// Tests that part names are parsed and compared by the rows that they cover.
import { expect, test } from 'vitest';
import { covers, isPatch, parsePartName } from './part-name.js';

test('parses names of all forms', () => {
  expect(parsePartName('all_1_5_2')).toEqual({ partition: 'all', first: 1, last: 5, level: 2 });
  expect(parsePartName('20260302_4_4_0_3')).toEqual({ partition: '20260302', first: 4, last: 4, level: 0 });
  expect(parsePartName('patch-2f61-20260302_4_4_0_3')).toMatchObject({ partition: 'patch-2f61-20260302' });
  expect(parsePartName('detached')).toBeUndefined();
  expect(isPatch('patch-2f61-20260302_4_4_0_3')).toBe(true);
});

test.each([
  ['all_1_5_1', 'all_2_2_0', true],
  ['all_1_1_0', 'all_1_1_0', true],
  ['all_1_5_1', 'all_5_6_0', false],
  ['all_1_1_0', 'all_1_1_1', false],
  ['20260302_1_5_1', '20260303_2_2_0', false],
])('%s holds the rows of %s: %s', (part, other, holds) => {
  expect(covers(parsePartName(part)!, parsePartName(other)!)).toBe(holds);
});
