// Checks the rule of each kind of output on hostile text: no invisible character reaches a terminal, and nothing is
// lost.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { csv, csvLine, json, printable, printableLines } from './index.js';

const HOSTILE = [
  ...[
    '\u00ad',
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e007f}',
    '\u3164',
    '\ufeff',
  ],
  ...[
    '\u001b]8;;https://example.com\u0007',
    '\u001b[2J',
    '\u009b31m',
    '\u202e',
    '\u2066',
    '\u2028',
    '\ud800',
  ],
  ...[
    '=1+1',
    '+1',
    '-1',
    '@x',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    ' ',
    '\u00a0',
    '\u3000',
    '\t',
    '\r',
    '\n',
    '"',
    ',',
  ],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

/**
 * Ranges of code points, listed independently of the rule: C0, DEL and C1, format characters, and ignorable
 * characters.
 */
const isHidden = (character: string): boolean => {
  const code = character.codePointAt(0)!;
  const within = (from: number, to: number) => code >= from && code <= to;
  return (
    within(0, 0x1f) ||
    within(0x7f, 0x9f) ||
    code === 0xad ||
    within(0x200b, 0x200f) ||
    within(0x2028, 0x202e) ||
    within(0x2060, 0x206f) ||
    within(0xd800, 0xdfff) ||
    code === 0xfeff ||
    within(0xe0000, 0xe0fff)
  );
};
const hiddenIn = (output: string, ...but: string[]) =>
  [...output].filter((character) => isHidden(character) && !but.includes(character));

test('a terminal receives no invisible characters', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(hiddenIn(printable(value))).toEqual([]);
    }),
  );
  expect(printable('a\u00adb\u{e0041}c\u001b')).toBe('a\\u00adb\\u{e0041}c\\u001b');
  expect(printable('Bär 汉字 👍 naïve −5')).toBe('Bär 汉字 👍 naïve −5');
});

test('notes of several lines keep their line breaks, and nothing else that is invisible', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(hiddenIn(printableLines(value), '\n')).toEqual([]);
    }),
  );
  expect(printableLines('a\u001b[2J\nb')).toBe('a\\u001b[2J\nb');
});

test('JSON shows no invisible characters and reads back exactly', () => {
  fc.assert(
    fc.property(text, (value) => {
      const line = json({ [value]: [value, 1, null] });
      expect(hiddenIn(line)).toEqual([]);
      expect(JSON.parse(line)).toEqual({ [value]: [value, 1, null] });
      expect(hiddenIn(json({ value }, 2), '\n')).toEqual([]);
    }),
  );
});

describe('CSV', () => {
  it('shows no invisible characters except line breaks and tabs within cells', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(hiddenIn(csvLine([value]), '\n', '\t')).toEqual([]);
      }),
    );
  });

  it('never begins a cell in a way that a spreadsheet takes for a formula', () => {
    const sign = /^[^\p{L}\p{N}'"!#$%&(]*[=+\-@＝＋－＠]/u;
    fc.assert(
      fc.property(text, (value) => {
        const cell = csvLine([value]).replace(/^"/, '');
        const seen = cell.replaceAll(/\\u(\{[0-9a-f]+\}|[0-9a-f]{4})/g, '');
        const before = /^[\s\p{Z}]*/u.exec(seen)![0];
        if (/^[=+\-@＝＋－＠]/u.test(seen.slice(before.length))) expect(seen, value).not.toMatch(sign);
      }),
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    [' =1+1', "' =1+1"],
    ['\u00a0+1', "'\u00a0+1"],
    ['＝1+1', "'＝1+1"],
    ['\u200b@x', "'\\u200b@x"],
    ['\tx', "'\tx"],
    ['a-b', 'a-b'],
    ['\u001b]8;;https://example.com\u0007x', '\\u001b]8;;https://example.com\\u0007x'],
    ['a\r\nb', '"a\\u000d\nb"'],
    ['say "x", y', '"say ""x"", y"'],
  ])('%j is %s', (value, cell) => {
    expect(csv(['h'], [[value]])).toBe(`h\n${cell}`);
  });

  it('leaves numbers unchanged', () => expect(csvLine([-1, 2.5])).toBe('-1,2.5'));
});
