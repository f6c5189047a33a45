// Checks numbers given as options.
import { expect, it } from 'vitest';
import { port } from './whole-number.js';

it.each([
  ['1', 1],
  ['65535', 65_535],
])('takes port %s', (text, number) => {
  expect(port(text)).toBe(number);
});

it.each(['0', '65536', '70000', '-1', '1e3', '0x50', ' 80', ''])('refuses port "%s"', (text) => {
  expect(() => port(text)).toThrow('Expected a port from 1 to 65535');
});
