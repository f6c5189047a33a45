// Checks how JSON reports are cut into objects and fields, without changing the bytes of values.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.js';
import { JsonReader, readFields } from './json.js';
import { inPieces } from './testing/reading.js';

/** All objects (unchanged) and garbage (marked with `!`) of a report. */
function cut(bytes: Buffer, sizes: readonly number[] = [0], limit?: number): string[] {
  const reader = new JsonReader(limit);
  const pieces = inPieces(bytes, sizes);
  const found: string[] = [];
  for (;;) {
    const next = reader.next();
    if (next === 'end') return found;
    if (next === 'more') {
      const piece = pieces.shift();
      if (piece) reader.push(piece);
      else reader.finish();
      continue;
    }
    const text = reader.buffer.toString('latin1', reader.start, reader.end);
    // The offset counts bytes of the report.
    if (bytes.toString('latin1', reader.offset, reader.offset + text.length) !== text)
      throw new Error('offset');
    found.push(next === 'object' ? text : `!${text}`);
  }
}
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const BOM = '\xef\xbb\xbf';

describe('cutting', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['[]', []],
    ['[{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']],
    ['{"a":1}\n{"a":2}\r\n\n{"a":3}', ['{"a":1}', '{"a":2}', '{"a":3}']],
    [`${BOM}[{"a":1}]`, ['{"a":1}']],
    [`${BOM}{"a":1}`, ['{"a":1}']],
    [BOM, []],
    ['[\n  {\n    "a": {"b": "}"}\n  }\n]\n', ['{\n    "a": {"b": "}"}\n  }']],
    ['{"a":"\\"}"}{"b":"\\\\"}', ['{"a":"\\"}"}', '{"b":"\\\\"}']],
    ['{"a":1}\nsorry, error 500\n{"a":2}', ['{"a":1}', '!sorry, error 500', '{"a":2}']],
    ['[{"a":1},\n{"a":"cut o\n{"a":2}]', ['{"a":1}', '!{"a":"cut o', '{"a":2}']],
    ['{"a":"cut o\n{"b":2,"c}":3}', ['!{"a":"cut o', '{"b":2,"c}":3}']],
    ['{"a":1}\n{"a":', ['{"a":1}', '!{"a":']],
    ['{"a":1}\n{"a":"x', ['{"a":1}', '!{"a":"x']],
    ['{"a":"\xff\x80"}', ['{"a":"\xff\x80"}']],
    ['null\n{"a":1}', ['!null', '{"a":1}']],
    ['"{"\n{"a":1}', ['!"{"', '{"a":1}']],
  ])('%j', (text, expected) => {
    for (const sizes of [[0], [1], [2, 3], [7]]) expect(cut(latin1(text), sizes)).toEqual(expected);
  });

  test('an object over the byte limit is garbage up to the end of its line, whatever the chunks', () => {
    const bytes = latin1(`{"a":"${'x'.repeat(50)}"}\n{"a":1}`);
    for (const sizes of [[0], [1], [20]]) {
      expect(cut(bytes, sizes, 58)).toHaveLength(2);
      expect(cut(bytes, sizes, 57).at(-1)).toBe('{"a":1}');
      expect(cut(bytes, sizes, 57)[0]).toMatch(/^!/);
    }
  });

  test('objects that never end are given up quickly', () => {
    const lines = 200_000;
    const found = cut(latin1(`${'{"a":\n'.repeat(lines)}{"b":2}`));
    expect(found).toHaveLength(lines + 1);
    expect(found.at(-1)).toBe('{"b":2}');
  });

  test('objects may be nested as deeply as the limit permits', () => {
    const nested = (depth: number) => '{"a":'.repeat(depth) + 1 + '}'.repeat(depth);
    expect(cut(latin1(nested(LIMITS.jsonDepth)))).toEqual([nested(LIMITS.jsonDepth)]);
    expect(cut(latin1(nested(LIMITS.jsonDepth + 1)))[0]).toMatch(/^!/);
  });
});

describe('fields', () => {
  const fields = (text: string): [string, string][] | undefined =>
    readFields(latin1(text))?.map(({ name, value }) => [name, value.toString('latin1')]);

  test.each<[string, [string, string][]]>([
    ['{}', []],
    ['{ }', []],
    [
      '{"a":1.0,"b":-0,"c":1e5,"d":12345678901234567890}',
      [
        ['a', '1.0'],
        ['b', '-0'],
        ['c', '1e5'],
        ['d', '12345678901234567890'],
      ],
    ],
    [
      '{"a":null,"b":true,"c":false,"d":""}',
      [
        ['a', ''],
        ['b', 'true'],
        ['c', 'false'],
        ['d', ''],
      ],
    ],
    ['{"a":"null"}', [['a', 'null']]],
    [
      '{"a":{"b": [1, "}]"]},"c":[ {} ]}',
      [
        ['a', '{"b": [1, "}]"]}'],
        ['c', '[ {} ]'],
      ],
    ],
    [
      '{"a":1,"a":2}',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      `{"a" :1${' '.repeat(200)},\n"b":2}`,
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      '{"":"x","__proto__":"y"}',
      [
        ['', 'x'],
        ['__proto__', 'y'],
      ],
    ],
    ['{"a\\"b\\n":"c\\\\d\\/\\b\\f\\r\\t"}', [['a"b\n', 'c\\d/\b\f\r\t']]],
    ['{"a":"\\u0000\\u0041\\u00e9\\u20ac"}', [['a', '\0A\xc3\xa9\xe2\x82\xac']]],
    ['{"a":"\\ud83d\\ude00"}', [['a', '\xf0\x9f\x98\x80']]],
    ['{"a":"\\\\u0041"}', [['a', '\\u0041']]],
    ['{"a":"\\ud83d"}', [['a', '\xef\xbf\xbd']]],
    ['{"a":"\xff\xc3\xa9\x80"}', [['a', '\xff\xc3\xa9\x80']]],
    ['{"a":"\xff\\n\x80\\u00e9"}', [['a', '\xff\n\x80\xc3\xa9']]],
    ['{"a":", \\"b\\":1"}', [['a', ', "b":1']]],
  ])('%j', (text, expected) => {
    expect(fields(text)).toEqual(expected);
  });

  test.each([
    '{',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    '{"a":1,}',
    "{'a':1}",
    '{"a":01}',
    '{"a":"\t"}',
    '{"a":"\\x"}',
    '{"a":NaN}',
  ])('%j is not an object', (text) => {
    expect(fields(text)).toBeUndefined();
  });

  test('values of megabytes are read', () => {
    for (const unit of ['x', '\\n', '\\u00e9', '\\\\', '[']) {
      const read = readFields(latin1(`{"a":"${unit.repeat(1_000_000)}","b":1}`));
      expect(read?.map(({ name }) => name)).toEqual(['a', 'b']);
    }
  });

  test('strings are returned as their text, and all other values as written', () => {
    const record = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 8,
    });
    fc.assert(
      fc.property(record, fc.constantFrom(0, 2), (given, indent) => {
        const expected = Object.entries(given).map(([name, value]): [string, string] => [
          name,
          typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value),
        ]);
        const read = readFields(Buffer.from(JSON.stringify(given, null, indent)))!;
        const plain = read.map(({ name, value }, index): [string, string] => {
          const text = value.toString('utf8');
          const nested = typeof given[expected[index]![0]] === 'object' && text !== '';
          return [name, nested ? JSON.stringify(JSON.parse(text)) : text];
        });
        expect(plain).toEqual(expected.map((pair) => pair.map((text) => Buffer.from(text).toString())));
      }),
      { seed: 20_260_115, numRuns: 1_000 },
    );
  });
});
