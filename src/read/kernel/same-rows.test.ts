// Tests that the kernel and the reader in TypeScript give the same results, quarantine and blocks for every report.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { CARRIED_COLUMNS } from '../../domain/carried-columns.js';
import { EVENT_COLUMNS } from '../../domain/event-columns.js';
import { LIMITS } from '../../domain/limits.js';
import { CORPUS_MISSING, corpusFolder, samples } from '../../records/testing/corpus.js';
import { type BothReport, readWith } from '../testing/both-readers.js';
import { jobOf } from '../testing/reading.js';

const FACTS: Parameters<typeof jobOf>[1] = {
  subject: [
    { column: 'ip', kind: 'address' },
    { column: 'src_ip', kind: 'address' },
    { column: 'hostname', kind: 'hostname' },
    { column: 'account', kind: 'account' },
    { column: 'url', kind: 'url' },
  ],
  cveColumns: ['vulnerability_id', 'tag', 'error'],
};

/** Reads the reports with both readers; returns the number of rows that the kernel read. */
async function expectSame(...reports: readonly Omit<BothReport, 'job'>[]): Promise<number> {
  const both = reports.map((report, at) => ({
    ...report,
    job: { ...jobOf(at + 1, FACTS), withEarlierDigest: at % 2 === 1 },
  }));
  const kernel = await readWith('kernel', both);
  const reference = await readWith('reference', both);
  expect(kernel.results).toEqual(reference.results);
  expect(kernel.segments.map(({ bytes, ...segment }) => ({ ...segment, size: bytes.length }))).toEqual(
    reference.segments.map(({ bytes, ...segment }) => ({ ...segment, size: bytes.length })),
  );
  for (const [at, { bytes }] of kernel.segments.entries())
    expect(bytes.equals(reference.segments[at]!.bytes)).toBe(true);
  expect(reference.kernelRows).toBe(0);
  return kernel.kernelRows;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const COLUMNS = [
  ...EVENT_COLUMNS.flatMap(({ name, from }) => [name, ...from]),
  ...CARRIED_COLUMNS.map(({ name }) => name),
  ...['other', 'Other', 'IP', 'unknown column', 'x"y', '', 'type'],
];

/** Texts that just meet or just violate each rule of src/read/encode/values.ts. */
const TEXTS = [
  ...[
    '0',
    '1',
    '80',
    '080',
    '65535',
    '65536',
    '4294967295',
    '4294967296',
    '99999999999',
    'AS64496',
    ' 7 ',
    '-',
  ],
  ...[
    '2026-01-15 10:00:00',
    '2026-02-29 10:00:00',
    '2024-02-29 23:59:59',
    '1970-01-01 00:00:00',
    '2106-02-07 06:28:15',
  ],
  ...[
    '2106-02-07 06:28:16',
    '2026-01-15T12:00:00+02:00',
    '2026-13-01 00:00:00',
    '2026-01-15 24:00:00',
    '20a6-01-15 10:00:00',
  ],
  ...['Thu, 15 Jan 2026 10:00:00 GMT', 'Fri, 15 Jan 2026 10:00:00 GMT', 'Thu, 15 jan 2026 10:00:00 GMT'],
  ...['Thu, 01 Jan 1970 00:00:00 GMT', 'Thu, 15 Jan 2026 10:00:00 UTC', 'Thu, 32 Jan 2026 10:00:00 GMT'],
  ...[
    '192.0.2.1',
    '192.0.2.256',
    '192.0.2.01',
    '192.0.2',
    '192.0.2.1.10',
    '192.0.2.0/24',
    '0.0.0.0',
    '::',
    '2001:db8::1',
  ],
  ...[
    '2001:DB8::1',
    '::ffff:192.0.2.1',
    ' 192.0.2.1',
    '203.0.113.255',
    '1.2.3.4.',
    '.1.2.3',
    '1..2.3',
    '2001:db8::/32',
  ],
  ...['info', 'low', 'medium', 'high', 'critical', 'High', 'none', 'lox', 'mediun', 'criticaL'],
  ...[
    'ssl;vpn',
    'ssl, vpn',
    'a|b',
    ';',
    'cve-2024-0001;x',
    'CVE-2024-00012,CVE-2024-0001',
    'x CVE-2023-1234567 y',
  ],
  ...[
    'host.example',
    'Host.Example..',
    ' Someone@Example.org ',
    'https://example.com/A',
    '\xc3\x84.example',
    '\xff\xfe',
  ],
  ...[
    'AB:CD:EF',
    'ab:cd',
    'ABCDEF',
    'abcdef',
    'ABC',
    'AB:CD:',
    'AB-CD',
    '00',
    'AG',
    '0A1B2C',
    '\x00',
    'a\x00b',
  ],
  ...[1, 16, 20, 31, 32, 64, 65].flatMap((bytes) => [
    'ab'.repeat(bytes),
    'AB'.repeat(bytes),
    '00'.repeat(bytes),
    Array(bytes).fill('AB').join(':'),
    Array(bytes).fill('00').join(':'),
  ]),
  ...[
    'x'.repeat(16),
    'x'.repeat(47),
    'x'.repeat(48),
    'x'.repeat(49),
    'y'.repeat(127),
    'y'.repeat(128),
    'z'.repeat(20_000),
  ],
];

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 8, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...'ab",;\r\n \\\x00\xe9'), maxLength: 12 }) },
);
/** A cell that is quoted correctly, carelessly, or wrongly. */
const anyCell = fc
  .tuple(anyText, fc.constantFrom('plain', 'plain', 'quoted', 'quoted', 'raw', 'open', 'trailing'))
  .map(([text, form]) => {
    if (form === 'quoted' || (form === 'plain' && /[",\r\n]/.test(text)))
      return `"${text.replaceAll('"', '""')}"`;
    if (form === 'open' && text.length > 8) return `"${text}`;
    return form === 'trailing' ? `"${text.replaceAll('"', '""')}"${text}` : text;
  });
const anyEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\n\n');

const anyReport = fc
  .record({
    mark: fc.constantFrom('', '\xef\xbb\xbf'),
    columns: fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 25 }),
    rows: fc.array(fc.tuple(fc.array(anyCell, { maxLength: 27 }), anyEnd, fc.nat(30)), { maxLength: 40 }),
    end: fc.constantFrom('', '', '\n', '\x1a'),
    sizes: fc.constantFrom([0], [0], [1], [7, 100, 1], [4096, 33]),
  })
  .map(({ mark, columns, rows, end, sizes }) => {
    const header = ['timestamp', ...columns].map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const lines = rows.map(
      ([cells, lineEnd, repeat]) =>
        (repeat === 0 ? header : repeat === 1 ? `\x1a${header}` : repeat === 2 ? '\x1a' : cells.join(',')) +
        lineEnd,
    );
    return { bytes: latin1(`${mark}${header}\n${lines.join('')}${end}`), sizes };
  });

describe('the kernel and the reader in TypeScript give the same result', () => {
  it('for random reports that arrive in random pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReport, { minLength: 1, maxLength: 3 }), async (reports) => {
        await expectSame(...reports);
      }),
      { numRuns: campaign({ short: 40, full: 1_000 }) },
    );
  });

  it('for random bytes', async () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ab1",\r\n\x1a'), maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(noise, fc.integer({ min: 1, max: 50 }), async (text, size) => {
        await expectSame({ bytes: latin1(`timestamp,ip,x\n${text}`), sizes: [size] });
      }),
      { numRuns: campaign({ short: 80, full: 2_000 }) },
    );
  });

  it('for reports of more than one block', async () => {
    const row = (number: number) =>
      `2026-01-15 00:00:00,192.0.2.${number % 256},${number},"x ""${number}"""\n`;
    const bytes = latin1(
      `timestamp,ip,content_length,http_code\n${Array.from({ length: 20_000 }, (_, at) => row(at)).join('')}`,
    );
    expect(await expectSame({ bytes }, { bytes, sizes: [70_000] })).toBeGreaterThan(39_000);
  });

  it('for cells and records that are too large for the kernel', async () => {
    const text = (length: number) => `"${'a line\n""'.repeat(length / 8)}"`;
    const rows = [100, 300_000, 250_000, 262_144].map((length) => `,${text(length)},1\n`);
    const short = ',192.0.2.1,2\n'.repeat(100);
    const breaks = [LIMITS.cellLineBreaks, LIMITS.cellLineBreaks + 1].map(
      (count) => `,"${'\n'.repeat(count)}",3\n`,
    );
    const bytes = latin1(`timestamp,ip,port\n${rows.join(short)}${breaks.join(short)}${short}`);
    expect(await expectSame({ bytes }, { bytes, sizes: [100_000] })).toBeGreaterThan(1_000);
  });

  const folder = corpusFolder();
  it.skipIf(!folder)(`for the sample reports, intact and damaged (${folder ?? CORPUS_MISSING})`, async () => {
    let rows = 0;
    for (const [at, { file }] of samples(folder!).entries()) {
      const bytes = readFileSync(file);
      const damaged = Buffer.from(bytes);
      // Damages different bytes of each file, but the same bytes in each run.
      for (let offset = (at * 37) % 101; offset < damaged.length; offset += 211)
        damaged[offset] = '",\n\r\x00a'.charCodeAt(offset % 6);
      rows += await expectSame({ bytes }, { bytes: damaged, sizes: [1 + ((at * 7919) % 5_000)] });
    }
    expect(rows).toBeGreaterThan(1_000);
  });
});
