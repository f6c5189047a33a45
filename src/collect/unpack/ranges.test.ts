// Checks that overlapping ranges are noticed in any order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ranges } from './ranges.js';

test('a range is added exactly if it shares no byte with an earlier one', () => {
  const range = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), (drawn) => {
      const ranges = new Ranges();
      const taken = new Set<number>();
      for (const [start, length] of drawn) {
        const bytes = Array.from({ length }, (_, at) => start + at);
        const isFree = bytes.every((byte) => !taken.has(byte));
        expect(ranges.add(start, start + length)).toBe(isFree);
        if (isFree) for (const byte of bytes) taken.add(byte);
      }
    }),
  );
});
