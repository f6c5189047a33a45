// Checks that no value of a report breaks the objects, the ids, or the tables of the notes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownText, rowTable } from './markdown.js';
import { OBSERVABLE_RULES } from './rules.js';
import { FACTS, made, type Row } from './testing/reports.js';

const COLUMNS = [
  ...['timestamp', 'severity', 'tag', 'vulnerability_id', 'port', 'protocol', 'application'],
  ...OBSERVABLE_RULES.map(({ column }) => column),
  ...['cert_serial_number', 'cert_issue_date', 'sha256_fingerprint', 'subject_common_name', 'banner'],
];

const NASTY = [
  ...[
    'a|b',
    'a\nb',
    '\u0000',
    '\u001b[31m',
    '\ud800',
    '\u202etxt.exe',
    '[x](javascript:alert(1))',
    '<img src=x>',
  ],
  ...[
    '192.0.2.1',
    '2001:db8::1',
    '::ffff:192.0.2.1',
    'fe80::1%eth0',
    '192.0.2.0/33',
    '192.0.2.1 ',
    '010.0.0.1',
  ],
  ...[
    'http://[',
    'http://example.com/%zz',
    'http://exämple.com/',
    'https://example.com/a?b=c#d',
    '443',
    '-1',
    '1e3',
  ],
  ...[
    'CVE-2021-44228',
    'cve-2021-44228;;,',
    'CVE-1',
    '00:0a:95:9d:68:16',
    'example.com.',
    '_dmarc.example.com',
  ],
  ...['xn--a', 'a'.repeat(300), '😀.example', '2026-02-30 00:00:00', '2026-01-15T00:00:00+02:00', 'AS64496'],
];

const cell = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }));
const row: fc.Arbitrary<Row> = fc.dictionary(fc.constantFrom(...COLUMNS, '__proto__', 'a|b', ''), cell, {
  maxKeys: 12,
});

describe('any cells', () => {
  it('give valid objects in bundles within the limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('many', 'one'),
        async (rows, notes) => {
          const { report, problems } = await made(rows, { options: { notes: notes as 'many' } });
          expect(problems).toEqual([]);
          expect(report.tally.rows).toBe(rows.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('give the same objects every time, with ids that depend only on what they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 4 }), async (rows) => {
        const ids = async (of: readonly Row[]) =>
          new Set((await made(of)).objects.filter(({ type }) => type !== 'note').map(({ id }) => id));
        expect(await ids(rows)).toEqual(await ids(rows.toReversed()));
      }),
      { numRuns: 50 },
    );
  });

  it('stay in their own cells of a table', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (text) => {
        const { columns, fields } = { columns: ['key', 'other'], fields: { key: text, other: 'x' } };
        const lines = rowTable({ id: '', ...FACTS, columns, fields }, false).split('\n');
        expect(lines).toHaveLength(4);
        for (const line of lines) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(3);
      }),
    );
  });
});

describe('markdown', () => {
  it('links nothing and emphasises nothing, and is the text once it is read', () => {
    const piece = fc.constantFrom(
      '_',
      '__',
      '&',
      '#124;',
      'amp;',
      '://',
      'http',
      'www.',
      'a',
      'é',
      ' ',
      '@',
      '*',
      '|',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const shown = markdownText(text);
        // What a reader makes of references, of escapes, and in a second pass of links.
        expect(shown).not.toMatch(/&(?!amp;)/);
        expect(shown).not.toMatch(/(?<![\\\p{L}\p{N}_])_|(?<!\\)_(?![\p{L}\p{N}_])/u);
        const seen = shown.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1').replaceAll('&amp;', '&');
        expect(seen).not.toMatch(/:\/\/|www\.|[a-z.]@[a-z]/i);
        expect(seen.replaceAll('\u2060', '')).toBe(text);
      }),
    );
  });

  it.each([
    ['a|b\\c', 'a\\|b\\\\c'],
    ['![x](http://example.com)', '!\\[x\\](http:\u2060//example.com)'],
    ['__init__ &#124; http://evil.example/', '\\_\\_init\\_\\_ &amp;#124; http:\u2060//evil.example/'],
    ['a&lt;b', 'a&amp;lt;b'],
    ['snake_case_2 _x_', 'snake_case_2 \\_x\\_'],
    ['_', '\\_'],
    ['FTP://a WWW.example.com', 'FTP:\u2060//a WWW\u2060.example.com'],
    ['mailto:root@example.com', 'mailto:root\u2060@example.com'],
    ['http:\u2060//', 'http:\\\\u2060//'],
    ['<script>', '\\<script\\>'],
    ['a\r\nb\u0000', 'a\\\\r\\\\nb\\\\x00'],
    ['\u202eexe', '\\\\u202Eexe'],
    ['\ud800', '\ufffd'],
  ])('%j becomes %j', (text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });

  it('says what a note cannot hold', async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`column${index}`, 'x'.repeat(900)]),
    );
    const { objects, problems } = await made([{ banner: 'y'.repeat(5_000), ...wide }]);
    expect(problems).toEqual([]);
    const { content } = objects.find(({ type }) => type === 'note')!;
    expect(content).toContain('… (5000 characters: see the original report) |');
    expect(content).toContain('| … | 44 further columns: see the original report |');
  });

  it('keeps 200 rows of the widest cells in one bundle', async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`c${index}`, '"\\'.repeat(500)]),
    );
    const { problems } = await made(Array.from({ length: 200 }, () => wide));
    expect(problems).toEqual([]);
  });
});
