// Checks what is taken from values of other organisations, and what is left.
import { expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.js';
import { foreignAsn, foreignCountry, foreignEmail, foreignText } from './foreign.js';

test.each([
  ['EXAMPLE-AS Example Ltd, GB', 'EXAMPLE-AS Example Ltd, GB'],
  ['  two\r\nlines\tand\0more ', 'two lines and more'],
  ['=1+1', '=1+1'],
  ['NA', undefined],
  ['-', undefined],
  [' \n ', undefined],
  [7, undefined],
  [null, undefined],
])('a text %j becomes %j', (value, expected) => {
  expect(foreignText(value)).toBe(expected);
});

test('a text is cut at the limit, and never holds half a character', () => {
  const { enrichedCharacters } = LIMITS;
  expect(foreignText('x'.repeat(100_000))).toHaveLength(enrichedCharacters);
  expect(foreignText(`${'x'.repeat(enrichedCharacters - 1)}\u{1f600}`)).not.toMatch(/[\ud800-\udfff]/u);
  expect(foreignText('a\ud800b')).toBe('a b');
});

test.each([
  ['us', 'US'],
  ['NA', 'NA'],
  ['ZZ', undefined],
  ['GBR', undefined],
  ['G\u0000', undefined],
  [['GB'], undefined],
])('a country %j becomes %j', (value, expected) => {
  expect(foreignCountry(value)).toBe(expected);
});

test.each([
  [64496, 64496],
  ['AS64496', 64496],
  ['4294967295', 4294967295],
  ['4294967296', undefined],
  [0, undefined],
  ['NA', undefined],
  ['64496 64497', undefined],
  [-1, undefined],
  [1.5, undefined],
])('an autonomous system %j becomes %j', (value, expected) => {
  expect(foreignAsn(value)).toBe(expected);
});

test.each([
  ['abuse@example.com', 'abuse@example.com'],
  ['mailto:abuse@example.com', 'abuse@example.com'],
  ['abuse@example.com\r\nBcc: x@example.com', undefined],
  ['"a b"@example.com', undefined],
  ['abuse@example.com, other@example.com', undefined],
  ['<script>@example.com', undefined],
  ['@example.com', undefined],
  [`${'x'.repeat(300)}@example.com`, undefined],
])('an address of mail %j becomes %j', (value, expected) => {
  expect(foreignEmail(value)).toBe(expected);
});
