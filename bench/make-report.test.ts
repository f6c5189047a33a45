// Checks the generator: equal inputs produce the same bytes, and rows differ.
import { expect, test } from 'vitest';
import { Random, reportText } from './make-report.js';

const shape = {
  columns: ['timestamp', 'ip', 'hostname', 'nothing'],
  rows: 1_200,
  date: '2026-01-15',
  seed: 7,
};
const textOf = (seed: number) => [...reportText({ ...shape, seed })].join('');

test('the same seed produces the same bytes, and another seed produces different bytes', () => {
  expect(textOf(7)).toBe(textOf(7));
  expect(textOf(7)).not.toBe(textOf(8));
});

test('a report has its header, all its rows, and no repeated rows', () => {
  const [header, ...rows] = textOf(7).trimEnd().split('\n');
  expect(header).toBe('"timestamp","ip","hostname","nothing"');
  expect(rows).toHaveLength(1_200);
  expect(new Set(rows).size).toBe(1_200);
  expect(rows[0]).toMatch(/^"2026-01-15 00:00:00",10\.\d+\.\d+\.\d+,/);
});

test('sizes of a day range from one row to the maximum, and small ones are frequent', () => {
  const sizes = new Random(1).logUniform(2_000, 20_000);
  expect(Math.min(...sizes)).toBe(1);
  expect(Math.max(...sizes)).toBeGreaterThan(15_000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
  const small = sizes.filter((rows) => rows < 100).length;
  expect(small / sizes.length).toBeCloseTo(Math.log(100) / Math.log(20_001), 1);
});
