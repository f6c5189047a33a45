// Tests how levels of the Traffic Light Protocol are read from reports, and compared.
import { expect, it } from 'vitest';
import { highestTlp, isWithinTlp, lowestTlp, readTlp } from './tlp.js';

it.each([
  ['', undefined],
  ['  ', undefined],
  ['TLP:', undefined],
  ['TLP:WHITE', 'clear'],
  ['clear', 'clear'],
  [' tlp: green ', 'green'],
  ['TLP:AMBER+STRICT', 'amber+strict'],
  ['amber-strict', 'amber+strict'],
  ['Amber Strict', 'amber+strict'],
  ['RED', 'red'],
  ['purple', 'red'],
])('%j is %s', (text, level) => {
  expect(readTlp(text)).toBe(level);
});

it('compares levels', () => {
  expect(highestTlp(['green', undefined, 'amber'])).toBe('amber');
  expect(lowestTlp(['green', undefined, 'amber'])).toBe('green');
  expect(highestTlp([undefined])).toBeUndefined();
  expect([isWithinTlp('amber', 'amber'), isWithinTlp('red', 'amber')]).toEqual([true, false]);
  expect([isWithinTlp(undefined, 'clear'), isWithinTlp('red', undefined)]).toEqual([true, true]);
});
