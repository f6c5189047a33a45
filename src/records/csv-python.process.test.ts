// Checks the CSV reader against Python's csv module, on malformed files, on random bytes, and on the samples.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaign } from '../../test/setup/campaign.js';
import { CORPUS_MISSING, corpusFolder, samples } from './testing/corpus.js';
import { pythonIsMissing, type ReferenceRecord, readWithPython } from './testing/python-csv.js';
import { readRecords } from './testing/reading.js';

const SEED = 20_260_115;
const missing = pythonIsMissing();

/** Compares readings of the same bytes, whatever the sizes of their chunks. */
function compare(bytes: Buffer, reference: readonly ReferenceRecord[], chunkings: readonly number[][]): void {
  const whole = readRecords(bytes);
  expect(whole.map(({ line, cells }) => ({ line, cells }))).toEqual(reference);
  const starts = lineStarts(bytes);
  for (const { line, offset } of whole) expect(offset).toBe(starts[line - 1]);
  for (const sizes of chunkings) expect(readRecords(bytes, sizes)).toEqual(whole);
}

/** The offset of each physical line, without the byte-order mark. */
function lineStarts(bytes: Buffer): number[] {
  const text = bytes.toString('latin1');
  const ends = [...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length);
  return [text.startsWith('\xef\xbb\xbf') ? 3 : 0, ...ends];
}

const NASTIES = [
  '',
  '\n',
  '\r',
  '\r\n\r\n',
  '\r\r\n',
  '\n\r',
  'a',
  'a,',
  ',',
  ',\n,',
  'a,b\n1,2',
  'a,b\r\n1,2\r\n',
  'a,b\r1,2\r',
  'a,b\r\r\n1,2',
  '"a"',
  '"a"\n',
  '""',
  '"",""\n',
  '""""',
  '"""",x\n',
  '"a""b",c\n',
  '"a"b,c\n',
  '"a"b"c",d\n',
  '"a" ,b\n',
  '"a"""b""",c\n',
  'a"b,c\n',
  'a"b""c",d\n',
  ' "a",b\n',
  '"a\\",b\n"c",d\n',
  '"a\\"b\\"",c\n',
  '"C:\\\\x\\",y\n',
  '"a\nb",c\nd,e\n',
  '"a\r\nb\rc",d\ne\n',
  '"a\r","\n"\r\n',
  '"a"\r',
  '"a"\r\n"b"',
  '\xef\xbb\xbfa,b\n1,2\n',
  '\xef\xbb\xbf"a",b\n',
  '\xef\xbb\xbf\xef\xbb\xbfa\n',
  '\xef\xbb\xbf',
  '\xef\xbb\xbf\n',
  'a\n\xef\xbb\xbfb\n',
  'a\0b,\0\n"\0"\n',
  '\x04,\x1c,\x1d,\x1e,\x85\n',
  'caf\xc3\xa9,\xe2\x80\xa8,\xc2\x85\n',
  '\xff\xfe,\x80,"\xc3"\n',
  '\xed\xa0\x80,\xf4\x90\x80\x80\n',
  'a\vb\fc\n',
  'a;b\tc\n',
  '-,--,=1\n\n\nx\n   \n',
  '"unclosed',
  'a,b\n"1,2\n3,4\n5,6\n',
  'a\n"b\n"c\n"d\n',
  'a,"b""\nc\n',
  'a,"b\r\nc\r\nd"e,"f\r\ng\n',
  '"a\nb","c\nd\ne\n',
  'a\n"',
  'a\n"\n',
  'a\n"b""',
  `${'x,'.repeat(700)}y\n1,2\n`,
  `"${'long '.repeat(40_000)}",1\n2,3\n`,
].map((text) => Buffer.from(text, 'latin1'));

/** Random bytes, mostly those with a meaning in CSV. */
const soup = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n') },
      { weight: 3, arbitrary: fc.constantFrom('a', 'bc', ' ', '\\', ';', '0') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\0', '\xef\xbb\xbf', '\xff', '\xc3\xa9', '\x85', '\x1c', '\xed\xa0\x80'),
      },
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));
/** Quoted cells that are mostly well formed, so that some records become long. */
const table = fc
  .array(
    fc.array(fc.constantFrom('a', '""', '"x,y"', '"x\ny"', '"x""y"', '"x\r\ny"z', '\xff', '"'), {
      maxLength: 6,
    }),
    {
      maxLength: 8,
    },
  )
  .chain((rows) =>
    fc.constantFrom('\n', '\r\n', '\r').map((end) => rows.map((row) => row.join(',')).join(end)),
  )
  .map((text) => Buffer.from(text, 'latin1'));
const chunkings = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe.skipIf(missing)(`compared with Python${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('malformed files are read alike, even byte by byte', () => {
    const references = readWithPython(NASTIES);
    for (const [index, bytes] of NASTIES.entries()) {
      compare(bytes, references[index]!, bytes.length < 10_000 ? [[1], [2], [3, 1], [5]] : [[4_093]]);
    }
  });

  test('random bytes are read alike', () => {
    const cases = fc.sample(fc.tuple(fc.oneof(soup, table), chunkings), {
      numRuns: campaign({ short: 2_500, full: 10_000 }),
      seed: SEED,
    });
    const references = readWithPython(cases.map(([bytes]) => bytes));
    expect(references.some((records) => records.some(({ cells }) => cells === undefined))).toBe(true);
    for (const [index, [bytes, sizes]] of cases.entries()) compare(bytes, references[index]!, [sizes, [1]]);
  });
});

const corpus = corpusFolder();
const noSamples = corpus ? missing : CORPUS_MISSING;

test.skipIf(noSamples)(`samples are read alike${noSamples ? ` (skipped: ${noSamples})` : ''}`, () => {
  const files = samples(corpus!).map(({ file }) => readFileSync(file));
  const references = readWithPython(files);
  for (const [index, bytes] of files.entries()) compare(bytes, references[index]!, [[17], [4_096, 1]]);
});
