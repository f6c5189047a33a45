// Checks that bytes are converted to text without loss.
import { expect, test } from 'vitest';
import { textOf } from './text-of.js';

test.each([
  [Buffer.from('caf\u00e9'), 'caf\u00e9'],
  [Buffer.from('a\\b'), 'a\\b'],
  [Buffer.from([0x61, 0xe9]), 'a\\xE9'],
  [Buffer.from([0x5c, 0xff]), '\\\\\\xFF'],
])('%o', (bytes, text) => expect(textOf(bytes)).toBe(text));
