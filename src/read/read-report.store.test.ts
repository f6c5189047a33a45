// Tests the outcome of each record of a report: a row, a header, or set aside with its reason, line and bytes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { checkBeginning } from './read-report.js';
import { jobOf } from './testing/reading.js';
import { type TestReport, TestStore } from './testing/stored-reports.js';

let stored: TestStore;
beforeAll(async () => {
  stored = await TestStore.open();
});
afterAll(() => stored?.close());

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Known columns, by which JSON rows without a timestamp are recognised. */
const KNOWN = ['ip', 'a'];

/** Reads a report and shows its rows as `line: column=value ...`, then rows set aside as `line@offset! reason: raw`. */
async function read(text: string, options: Omit<TestReport, 'bytes'> = {}) {
  const [result] = await stored.take([{ bytes: latin1(text), ...options }]);
  const rows = await stored.rows(result!);
  const aside = await stored.aside(result!);
  // Every row is accounted for (decisions.md#row-counts).
  expect([result!.encoded, result!.quarantined]).toEqual([rows.length, aside.length]);
  expect(result!.rows).toBe(rows.length + aside.length);
  const shown = [
    ...rows.map(({ line, cells }) => `${line}: ${cells.map((cell) => cell.join('=')).join(' ')}`),
    ...aside.map(({ line, offset, reason, raw }) => `${line}@${offset}! ${reason}: ${raw}`),
  ];
  return { ...result!, shown };
}

describe('a CSV report', () => {
  test('short rows have empty cells at their end, blank lines are not rows', async () => {
    const { shown } = await read('timestamp,ip,port\n\n,192.0.2.1\r\n\r\n,192.0.2.2,80\n,\n   \n');
    expect(shown).toEqual(['3: ip=192.0.2.1', '5: ip=192.0.2.2 port=80', '6: ', '7: timestamp=   ']);
  });

  test('long rows are set aside unchanged, including quotes', async () => {
    const { shown } = await read('\xef\xbb\xbftimestamp,ip\n"x ""1""",\xff,"3"\r\n,192.0.2.1\n');
    expect(shown).toEqual(['3: ip=192.0.2.1', '2@16! more cells than the header: "x ""1""",\xff,"3"\r\n']);
  });

  test('a repeated header is not a row in any quoting, but a near copy of the header is', async () => {
    const { shown, repeatedHeaders } = await read(
      'timestamp,ip\n,192.0.2.1\n"timestamp","ip"\ntimestamp,IP\ntimestamp\ntimestamp,ip\n',
    );
    expect(repeatedHeaders).toBe(2);
    expect(shown).toEqual(['2: ip=192.0.2.1', '4: timestamp=timestamp ip=IP', '5: timestamp=timestamp']);
  });

  test('columns with the same name stay separate', async () => {
    const { shown, header } = await read('timestamp,type,type,Type,\n,a,b,c,d\n');
    expect(header).toEqual(['timestamp', 'type', 'type#2', 'Type', 'column#5']);
    expect(shown).toEqual(['2: type=a type#2=b Type=c column#5=d']);
  });

  test('columns in any order and case feed the same typed columns, under their own names', async () => {
    const { shown, slots } = await read('Port,IP,timestamp\n080,2001:DB8::1,2026-01-15 00:00:00\n');
    expect(slots).toEqual(['port', 'ip', 'timestamp']);
    expect(shown).toEqual(['2: Port=080 IP=2001:DB8::1 timestamp=2026-01-15 00:00:00']);
  });

  const headless = '2026-01-15 00:00:00,192.0.2.1\n2026-01-15 00:00:01,192.0.2.2,80\n';
  test('without a header is mapped if the catalogue fits', async () => {
    const { shown } = await read(headless, { facts: { columns: ['timestamp', 'ip'] } });
    expect(shown).toEqual([
      '1: timestamp=2026-01-15 00:00:00 ip=192.0.2.1',
      '2@30! more cells than the header: 2026-01-15 00:00:01,192.0.2.2,80\n',
    ]);
  });

  test.each([[[]], [['timestamp', 'ip', 'port']], [['ip', 'timestamp']]])(
    'without a header is refused where it does not (%j)',
    async (columns) => {
      await expect(read(headless, { facts: { columns } })).rejects.toMatchObject({
        code: 'file-not-a-report',
        details: {
          problem:
            'its first line does not name "timestamp" beside another column of its report type, nor half of the columns of that type',
        },
      });
    },
  );

  test.each([
    ['Not Found\n', 'its first line does not name'],
    ['error,message\n429,Too Many Requests\n', 'its first line does not name'],
    ['null', 'its first line does not name'],
    ['\n\r\n', 'it has no header'],
    ['\xef\xbb\xbf', 'it has no header'],
    ['\r\n\x1a', 'it has no header'],
    ['timestamp,"ip\n,192.0.2.1\n', 'its first line has an error: unclosed quote'],
    [`timestamp${',x'.repeat(LIMITS.columns)}\n1,2\n`, 'its first line has more than 2000 columns'],
  ])('%j is refused', async (text, problem) => {
    for (const sizes of [[0], [1]]) await expect(read(text, { sizes })).rejects.toThrow(problem);
  });

  test.each([[[0]], [[1]], [[13, 1]]])('a Ctrl-Z at its end is the end (pieces of %j)', async (sizes) => {
    for (const end of ['\x1a', '\x1a\r\n', '\r\n\x1a'])
      expect((await read(`timestamp,ip\r\n,\x1a\r\n,192.0.2.1${end}`, { sizes })).shown).toEqual([
        '2: ip=\x1a',
        '3: ip=192.0.2.1',
      ]);
  });

  test.each([[[0]], [[1]], [[13, 1]]])('a Ctrl-Z before its end (pieces of %j)', async (sizes) => {
    const shown = async (text: string) => (await read(text, { sizes })).shown;
    expect(await shown('timestamp,ip\n,192.0.2.1\n\x1a\n,192.0.2.2\n')).toEqual([
      '2: ip=192.0.2.1',
      '4: ip=192.0.2.2',
      '3@24! end-of-file mark: \x1a\n',
    ]);
    // Files that were appended to each other: the mark precedes the next header.
    for (const header of ['timestamp,ip', '"timestamp","ip"'])
      expect(await shown(`${header}\r\n,192.0.2.1\r\n\x1a${header}\r\n,192.0.2.2\r\n\x1a`)).toEqual([
        '2: ip=192.0.2.1',
        '4: ip=192.0.2.2',
      ]);
    expect(await shown('timestamp,ip\n\x1a1,192.0.2.1\n')).toEqual(['2: timestamp=\x1a1 ip=192.0.2.1']);
  });

  test.each(['timestamp,ip', '\xef\xbb\xbftimestamp,ip\r\n'])('%j has no rows', async (text) => {
    expect((await read(text)).shown).toEqual([]);
  });

  test('an unclosed quote loses only its line', async () => {
    const { shown } = await read('timestamp,ip\n,"192.0.2.1\n,192.0.2.2\n', { sizes: [3] });
    expect(shown).toEqual(['3: ip=192.0.2.2', '2@13! unclosed quote: ,"192.0.2.1']);
  });

  test('keeps a bounded part of a row set aside, and its full size', async () => {
    const long = 'x'.repeat(LIMITS.quarantineRawBytes * 2);
    const [result] = await stored.take([{ bytes: latin1(`timestamp\n1,${long}\n`) }]);
    const [aside] = await stored.aside(result!);
    expect([aside!.raw.length, aside!.bytes]).toEqual([LIMITS.quarantineRawBytes, long.length + 3]);
  });

  test('is the same report whatever its byte-order mark, line ends, quotes, columns and order of rows', async () => {
    const digests = [];
    for (const text of [
      'timestamp,ip\n1,192.0.2.1\n2,192.0.2.2\n',
      '\xef\xbb\xbf"timestamp","ip"\r\n"2","192.0.2.2"\r\n\r\n1,192.0.2.1',
      'ip,timestamp,tag\n192.0.2.1,1,\n192.0.2.2,2\n',
      'timestamp,ip\n1,192.0.2.1\n2,192.0.2.2\ntimestamp,ip\n',
    ])
      digests.push((await read(text)).digest);
    expect(new Set(digests).size).toBe(1);
  });

  test('is a different report if any rows differ, including rows set aside', async () => {
    const digests = [];
    for (const text of ['', '2,3\n', '2,4\n', '2,3\n2,3\n', '2\n'])
      digests.push((await read(`timestamp\n1\n${text}`)).digest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('a JSON report', () => {
  const readRows = (text: string, options: Omit<TestReport, 'bytes'> = {}) =>
    read(text, { facts: { columns: KNOWN }, ...options });

  test.each([
    ['an array', '[{"ip":"192.0.2.1","port":80},\n{"port":null,"ip":"192.0.2.2"}]'],
    ['an array behind a byte-order mark', '\xef\xbb\xbf[{"ip":"192.0.2.1","port":80},{"ip":"192.0.2.2"}]'],
    ['lines', '{"ip":"192.0.2.1","port":80}\n{"ip":"192.0.2.2","port":""}\n'],
    [
      'pretty-printed',
      '[\n  {\n    "ip": "192.0.2.1",\n    "port": 80\n  },\n  {\n    "ip": "192.0.2.2"\n  }\n]',
    ],
  ])('as %s', async (_, text) => {
    for (const sizes of [[0], [1], [7]]) {
      expect((await readRows(text, { sizes })).shown).toEqual(['1: ip=192.0.2.1 port=80', '2: ip=192.0.2.2']);
    }
  });

  test('keeps numbers as written, nested values as text, and repeated keys separate', async () => {
    const { shown } = await readRows('{"port":080}\n{"a":1.50,"b":{"c": [1]},"a":true,"a#2":"x"}\n');
    expect(shown).toEqual([
      '2: a=1.50 b={"c": [1]} a#2=true a#2#2=x',
      '1@0! not a JSON object: {"port":080}',
    ]);
  });

  test('sets aside anything but objects, and continues with the next line', async () => {
    const { shown } = await readRows(
      '{"ip":"192.0.2.1"}\nerror\n{"ip":"cut\n{"ip":"192.0.2.2"}\n{"ip":"192.0.2.3"',
    );
    expect(shown).toEqual([
      '1: ip=192.0.2.1',
      '4: ip=192.0.2.2',
      '2@19! not a JSON object: error',
      '3@25! not a JSON object: {"ip":"cut',
      '5@55! not a JSON object: {"ip":"192.0.2.3"',
    ]);
  });

  test('a row with too many columns is set aside without affecting later rows', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `"c${at}":"${at}"`).join(',');
    const { shown, header } = await readRows(
      `{"ip":"192.0.2.1"}\n{"ip":"",${names(LIMITS.columns)}}\n{"c1":"kept"}\n`,
    );
    expect(header).toHaveLength(LIMITS.columns);
    expect(shown.slice(0, 2)).toEqual(['1: ip=192.0.2.1', '3: c1=kept']);
    expect(shown[2]).toMatch(/^2@19! too many columns: /);
  });

  test.each([
    ['[]', 'it has no rows'],
    ['{}', 'none of its rows names'],
    ['{"error":"No reports"}', 'none of its rows names'],
    ['[{"message":"Too Many Requests","status":429}]', 'none of its rows names'],
  ])('%s is refused', async (text, problem) => {
    for (const columns of [[], KNOWN])
      await expect(read(text, { facts: { columns } })).rejects.toThrow(problem);
  });

  test('an error message between its rows is set aside', async () => {
    const { shown } = await readRows('{"ip":"192.0.2.1","port":80}\n{"error":"x"}\n{"port":1}\n');
    expect(shown).toEqual(['1: ip=192.0.2.1 port=80', '3: port=1', '2@29! no known column: {"error":"x"}']);
  });

  test.each(['null', '# exported', '"x"', '0'])(
    'whose first line is %s loses that line only',
    async (line) => {
      for (const sizes of [[0], [1]]) {
        const { shown } = await readRows(`${line}\n{"ip":"192.0.2.1","port":80}\n`, { sizes });
        expect(shown).toEqual(['2: ip=192.0.2.1 port=80', `1@0! not a JSON object: ${line}`]);
      }
    },
  );

  test('is the same report as its CSV', async () => {
    const csv = await read('timestamp,ip,port\n2026-01-15 00:00:00,192.0.2.1,80\n');
    const json = await readRows('{"port":80,"ip":"192.0.2.1","timestamp":"2026-01-15 00:00:00","tag":null}');
    expect(json.digest).toBe(csv.digest);
  });
});

describe('the form is detected', () => {
  const form = (text: string, size: number) =>
    checkBeginning(
      (async function* () {
        for (let at = 0; at < text.length; at += size) yield latin1(text.slice(at, at + size));
      })(),
      jobOf(1),
    );

  test.each([
    ['<!DOCTYPE html><p>', 'is a web page'],
    ['  \n<html>', 'is a web page'],
    ['\xef\xbb\xbf<html>', 'is a web page'],
    ['\xff\xfet\0i\0', 'is UTF-16 text'],
    ['\xfe\xff\0t\0i', 'is UTF-16 text'],
    ['PK\x03\x04\0\0\0', 'contains binary data'],
  ])('%j is refused', async (text, problem) => {
    for (const size of [1, 4_096]) {
      await expect(form(text, size)).rejects.toThrow(SundialError);
      await expect(form(text, size)).rejects.toThrow(problem);
    }
  });

  test.each([
    'timestamp,ip\n\0',
    '{"timestamp":""}',
    'timestamp,a<html>',
    `timestamp,ip\n${',\n'.repeat(40_000)}`,
    `[{"ip":"192.0.2.1"}${' '.repeat(70_000)}`,
  ])('%j is not', async (text) => {
    await expect(form(text, 1)).resolves.toBeUndefined();
  });
});
