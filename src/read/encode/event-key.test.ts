// Tests that event keys depend only on a row's non-empty cells, and digests only on the rows.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KEY_BYTES, KeyMaker, RowDigest } from './event-key.js';

const SEED = { seed: 20_260_115, numRuns: 1_000 };
type Pair = readonly [column: string, value: string];

/** The key of a row; `cut` leaves out cells at the end, as a short row does. */
function keyOf(pairs: readonly Pair[], count = pairs.length): string {
  const buffers = pairs.map(([, value]) => Buffer.from(value, 'latin1'));
  // Something before and between the cells, which must not matter.
  const parts = buffers.flatMap((buffer) => [Buffer.from('"'), buffer]);
  const starts = new Int32Array(pairs.length);
  const ends = new Int32Array(pairs.length);
  let at = 0;
  for (const [index, buffer] of buffers.entries()) {
    starts[index] = at + 1;
    at = ends[index] = at + 1 + buffer.length;
  }
  const maker = new KeyMaker(pairs.map(([column]) => column));
  return maker.make(Buffer.concat(parts), starts, ends, count).toString('hex', 0, KEY_BYTES);
}

const value = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => Buffer.from(text).toString('latin1')),
  fc.string({ minLength: 40, maxLength: 200 }),
  fc.constantFrom('0', '\0', '\xff', 'x'),
);
const name = fc.oneof(
  fc.constantFrom('ip', 'port', 'tag', 'type', 'type#2', '\u00e9', '\u{1f600}'),
  fc.string(),
);
const pairs = fc
  .uniqueArray(name, { minLength: 1, maxLength: 20 })
  .chain((names) => fc.tuple(...names.map((column) => fc.tuple(fc.constant(column), value))));

describe('an event key', () => {
  test('is the same in any order of columns and with any empty columns between them', () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.nat()), fc.array(fc.string()), (row, order, extra) => {
        const shuffled = row
          .map((pair, index): [number, Pair] => [order[index] ?? index, pair])
          .sort(([a], [b]) => a - b)
          .map(([, pair]) => pair);
        const names = new Set(row.map(([column]) => column));
        const empty = [...new Set(extra)]
          .filter((column) => !names.has(column))
          .map((column): Pair => [column, '']);
        expect(keyOf([...empty, ...shuffled])).toBe(keyOf(row));
        expect(keyOf([...shuffled, ...empty], shuffled.length)).toBe(keyOf(row));
      }),
      SEED,
    );
  });

  test('differs if any cell or column differs', () => {
    fc.assert(
      fc.property(pairs, fc.nat(), value, (row, at, other) => {
        const place = at % row.length;
        const [column, before] = row[place]!;
        fc.pre(other !== before);
        const key = keyOf(row);
        const changed = (pair: Pair) => keyOf(row.map((old, index) => (index === place ? pair : old)));
        expect(changed([column, other])).not.toBe(key);
        expect(changed([column, ''])).not.toBe(key);
        expect(changed([`${column}'`, before])).not.toBe(key);
      }),
      SEED,
    );
  });

  test('does not collide when bytes move from one cell to the next', () => {
    const keys = [
      keyOf([
        ['a', 'xy'],
        ['b', 'z'],
      ]),
      keyOf([
        ['a', 'x'],
        ['b', 'yz'],
      ]),
      keyOf([
        ['a', 'xyz'],
        ['b', ''],
      ]),
      keyOf([
        ['a', ''],
        ['b', 'xyz'],
      ]),
      keyOf([
        ['a', 'z'],
        ['b', 'xy'],
      ]),
      keyOf([['ab', 'xyz']]),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('does not depend on the previous row', () => {
    const maker = new KeyMaker(['a']);
    const make = (text: string) =>
      maker.make(Buffer.from(text), Int32Array.of(0), Int32Array.of(text.length), 1).toString('hex');
    const short = make('x');
    make('y'.repeat(200_000));
    expect(make('x')).toBe(short);
  });
});

describe('a row digest', () => {
  const keys = fc.array(
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    {
      maxLength: 20,
    },
  );
  const digestOf = (rows: readonly Buffer[]): string => {
    const digest = new RowDigest();
    for (const row of rows) digest.add(row);
    return String(digest);
  };

  test('is the count and sum of the keys, so that order does not matter', () => {
    fc.assert(
      fc.property(keys, fc.array(fc.nat()), (rows, order) => {
        const low = (key: Buffer) =>
          key.subarray(0, KEY_BYTES).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
        const sum = rows.reduce((total, key) => (total + low(key)) % (1n << 128n), 0n);
        expect(digestOf(rows)).toBe(`${rows.length}:${sum.toString(16).padStart(32, '0')}`);
        const shuffled = rows
          .map((row, index): [number, Buffer] => [order[index] ?? index, row])
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        expect(digestOf(shuffled)).toBe(digestOf(rows));
      }),
      SEED,
    );
  });

  test('distinguishes a repeated row from a single one', () => {
    const zero = Buffer.alloc(32);
    expect(digestOf([zero, zero])).not.toBe(digestOf([zero]));
  });
});
