// Checks the slope by which the soak benchmark judges growth.
import { expect, test } from 'vitest';
import { growthPerHour, lastHalf } from './growth.js';

const line = (slope: number, times: readonly number[]) =>
  times.map((hours) => ({ hours, value: 100 + slope * hours }));

test('a straight line has its slope', () => {
  expect(growthPerHour(line(20, [0, 0.25, 0.5, 1]))).toBeCloseTo(20);
  expect(growthPerHour(line(-3, [0, 1]))).toBeCloseTo(-3);
});

test('ups and downs around a level are no growth', () => {
  const swings = [10, 20, 10, 20, 20, 10, 20, 10].map((value, at) => ({ hours: at, value }));
  expect(growthPerHour(swings)).toBeCloseTo(0);
});

test('nothing grows at one moment', () => {
  expect([growthPerHour([]), growthPerHour(line(20, [1]))]).toEqual([0, 0]);
});

test('the last half is that of the time', () => {
  expect(lastHalf(line(1, [0, 0.1, 0.2, 0.6, 1])).map(({ hours }) => hours)).toEqual([0.6, 1]);
});
