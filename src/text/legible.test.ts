// Checks numbers with their nouns.
import { expect, it } from 'vitest';
import { counted } from './index.js';

it.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
  [1234567, '1 234 567 rows'],
])('%i is %s', (value, text) => {
  expect(counted(value, 'row')).toBe(text);
});

it('accepts irregular plurals, and verbs', () => {
  expect(counted(1, 'entry', 'entries')).toBe('1 entry');
  expect(counted(3, 'row was', 'rows were')).toBe('3 rows were');
});
