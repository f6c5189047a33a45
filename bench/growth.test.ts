// Checks the slope with which the soak benchmark measures growth.
import { expect, test } from 'vitest';
import { growthPerHour, lastHalf } from './growth.js';

const line = (slope: number, times: readonly number[]) =>
  times.map((hours) => ({ hours, value: 100 + slope * hours }));

test('a straight line has its slope', () => {
  expect(growthPerHour(line(20, [0, 0.25, 0.5, 1]))).toBeCloseTo(20);
  expect(growthPerHour(line(-3, [0, 1]))).toBeCloseTo(-3);
});

test('variation about a constant level is not growth', () => {
  const swings = [10, 20, 10, 20, 20, 10, 20, 10].map((value, at) => ({ hours: at, value }));
  expect(growthPerHour(swings)).toBeCloseTo(0);
});

test('a single moment has no growth', () => {
  expect([growthPerHour([]), growthPerHour(line(20, [1]))]).toEqual([0, 0]);
});

test('the last half is half of the time', () => {
  expect(lastHalf(line(1, [0, 0.1, 0.2, 0.6, 1])).map(({ hours }) => hours)).toEqual([0.6, 1]);
});
