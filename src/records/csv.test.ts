// Checks the CSV reader where it differs from Python's csv module: limits, unclosed quotes, and broken records.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.js';
import { readRecords } from './testing/reading.js';

describe('differences from Python', () => {
  const breaks = (count: number, end = '\n') => `a,b\n1,"${`x${end}`.repeat(count)}",2\n3,4\n`;

  test.each(['\n', '\r', '\r\n'])(
    'a cell may contain as many line breaks (%j) as the limit permits',
    (end) => {
      const read = readRecords(Buffer.from(breaks(LIMITS.cellLineBreaks, end)), [4_096]);
      expect(read.map(({ line, cells }) => [line, cells?.length])).toEqual([
        [1, 2],
        [2, 3],
        [3 + LIMITS.cellLineBreaks, 2],
      ]);
    },
  );

  test('the first line of a cell with more is set aside, and reading continues with the next line', () => {
    const bytes = Buffer.from(breaks(LIMITS.cellLineBreaks + 1));
    for (const sizes of [[0], [100]]) {
      const read = readRecords(bytes, sizes);
      expect(read[1]).toMatchObject({
        line: 2,
        offset: 4,
        problem: 'unclosed quote',
        raw: '1,"x',
        rawBytes: 4,
      });
      expect(read[2]).toMatchObject({ line: 3, cells: ['x'] });
      expect(read.at(-1)).toMatchObject({ line: LIMITS.cellLineBreaks + 4, cells: ['3', '4'] });
    }
  });

  test('part of a byte-order mark is read as a cell, which Python drops', () => {
    expect(readRecords(Buffer.from([0xef, 0xbb]), [1])).toMatchObject([{ line: 1, cells: ['\xef\xbb'] }]);
  });

  test('an unclosed quote loses its line, not the rest of the file', () => {
    const read = readRecords(Buffer.from('a,b\n1,"2\n3,4\n5,6'), [2]);
    expect(read.map(({ line, cells }) => [line, cells])).toEqual([
      [1, ['a', 'b']],
      [2, undefined],
      [3, ['3', '4']],
      [4, ['5', '6']],
    ]);
  });

  test('the first line of a record over the byte limit is set aside, whatever the chunks', () => {
    const bytes = Buffer.from(`a,b\n"${'x'.repeat(20)}\ny,1",2\n${'z'.repeat(31)}\n${'z'.repeat(32)}\n7,8`);
    for (const sizes of [[0], [1], [10], [33], [40, 2]]) {
      const read = readRecords(bytes, sizes, 32);
      expect(read.map(({ line, cells, problem }) => [line, problem ?? cells])).toEqual([
        [1, ['a', 'b']],
        [2, [`${'x'.repeat(20)}\ny,1`, '2']],
        [4, ['z'.repeat(31)]],
        [5, 'record too long'],
        [6, ['7', '8']],
      ]);
      const shorter = readRecords(bytes, sizes, 28);
      expect(shorter.map(({ line, cells, problem }) => [line, problem ?? cells])).toEqual([
        [1, ['a', 'b']],
        [2, 'record too long'],
        [3, ['y', '1"', '2']],
        [4, 'record too long'],
        [5, 'record too long'],
        [6, ['7', '8']],
      ]);
    }
  });

  test('raw returns at most the requested bytes, and the full length', () => {
    const [, record] = readRecords(Buffer.from('a\n"b""c",d\r\ne'));
    expect(record).toMatchObject({ raw: '"b""c",d\r\n', rawBytes: 10 });
  });
});
