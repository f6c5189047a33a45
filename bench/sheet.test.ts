// Checks of the printed form: aligned columns and grouped numbers.
import { expect, test } from 'vitest';
import { figure, sheetText } from './sheet.js';

test('numbers have groups of three digits', () => {
  expect([figure(0), figure(999), figure(1_234_567), figure(1_234.5, 2)]).toEqual([
    '0',
    '999',
    '1 234 567',
    '1 234.50',
  ]);
});

test('the first column is aligned to the left, figures to the right', () => {
  const text = sheetText({
    title: 'ingest',
    columns: ['', 'rows/s'],
    rows: [
      ['engine', '100'],
      ['us', '7'],
    ],
    notes: ['ratio: 0.07'],
    figures: {},
  });
  expect(text.split('\n').slice(2)).toEqual([
    '        rows/s',
    '------  ------',
    'engine     100',
    'us           7',
    '',
    'ratio: 0.07',
  ]);
});
