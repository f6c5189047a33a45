// Checks what `sundial query` and `sundial stats` print: tables, CSV for spreadsheets, JSON, files, and their refusals.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareStats } from '../stats/stats.js';
import { declareQuery } from './query.js';

const session = new Session((program, context) => {
  declareQuery(program, context);
  declareStats(program, context);
});

const NTP = [
  'timestamp,severity,ip,port,hostname,tag,asn,geo,note',
  '2026-01-15 00:00:01,medium,192.0.2.1,123,a.example,ntp;iot,64496,ZZ,=1+1',
  '2026-01-15 00:00:02,high,192.0.2.2,80,B.example,ntp,64497,ZZ,"a ""b"", c"',
  '2026-01-15 00:00:03,low,198.51.100.0/24,,,,64496,XX,@sum',
  '2026-01-15 00:00:04,low,2001:db8::1,443,,,64496,ZZ,"-1\nx"',
].join('\n');
const SECOND = ['timestamp,severity,ip,port', '2026-02-03 00:00:01,low,192.0.2.1,123'].join('\n');

beforeAll(async () => {
  await session.ingest({ '2026-01-15-scan_ntp-example.csv': NTP, '2026-02-03-scan_ssh-example.csv': SECOND });
});
afterAll(() => session.remove());

const query = (...args: string[]) => session.run(['query', ...args]);

describe('sundial query', () => {
  it('prints a table, and how to continue', async () => {
    const { out, notes, code } = await query('--limit', '2');
    expect(code).toBe(EXIT.done);
    expect(out).toMatch(/^2026-02-03 00:00:01 {2}scan_ssh +low +192\.0\.2\.1 +123 /m);
    const cursor = /^There are more: --cursor (\S+)$/.exec(notes)?.[1];
    const rest = await query('--cursor', cursor!);
    expect(rest.out).toContain('192.0.2.1');
    expect(rest.out).toContain('198.51.100.0/24');
    expect(rest.notes).toBe('');
  });

  it.each<[string[], number]>([
    [['--ip', '192.0.2.0/24,2001:db8::/32'], 4],
    [['--ip', '198.51.100.7'], 1],
    [['--asn', 'AS64496'], 3],
    [['--geo', 'zz', '--tag', 'iot'], 1],
    [['--severity', '>=medium'], 2],
    [['--port', '1:100'], 1],
    [['--hostname', '?.example'], 2],
    [['--text', '"b"'], 1],
    [['--where', 'note=@sum'], 1],
    [['--where', 'port>=100', '--where', 'port<=200'], 2],
    [['--where', 'tag=ntp', '--where', 'tag=iot'], 1],
    [['--where', 'tag!=ntp'], 3],
    [['--require', 'hostname'], 2],
    [['--any', 'port=443', '--any', 'geo=XX'], 2],
    [['--date', '-3:now'], 1],
    [['--type', 'ssh', '--list', 'example'], 1],
  ])('%j', async (args, count) => {
    expect((await query('--count', ...args)).out).toBe(String(count));
  });

  it('prints CSV that a spreadsheet reads as text', async () => {
    const { out } = await query(
      '--type',
      'ntp',
      '--fields',
      'ip,tag,note',
      '--format',
      'csv',
      '--sort',
      'timestamp',
    );
    expect(out).toBe(
      [
        'ip,tag,note',
        "192.0.2.1,ntp;iot,'=1+1",
        '192.0.2.2,ntp,"a ""b"", c"',
        "198.51.100.0/24,,'@sum",
        '2001:db8::1,,"\'-1\nx"',
      ].join('\n'),
    );
  });

  it('prints JSON and JSON lines with unchanged values', async () => {
    const { out } = await query('--ip', '2001:db8::1', '--fields', 'original', '--json');
    const { events, next } = JSON.parse(out);
    expect(next).toBeNull();
    expect(events).toEqual([
      {
        timestamp: '2026-01-15 00:00:04',
        severity: 'low',
        ip: '2001:db8::1',
        port: '443',
        asn: '64496',
        geo: 'ZZ',
        note: '-1\nx',
      },
    ]);
    const lines = await query('--type', 'ntp', '--format', 'jsonl', '--fields', 'port');
    expect(lines.out.split('\n')).toEqual(['{"port":443}', '{"port":null}', '{"port":80}', '{"port":123}']);
  });

  it('writes files, but does not replace existing ones', async () => {
    const file = join(session.cwd, 'out.parquet');
    expect((await query('--format', 'parquet', '--output', file)).code).toBe(EXIT.done);
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1');
    expect((await query('--format', 'csv', '--output', file)).notes).toMatch(/exists already/);
    expect((await query('--format', 'parquet')).notes).toMatch(/name a file with --output/);
  });

  it('accepts a saved query, with options added', async () => {
    const file = session.write(
      'saved.json',
      JSON.stringify({ query: { geo: 'ZZ' }, type: ['ntp'], limit: 1 }),
    );
    expect((await query('--file', file, '--count')).out).toBe('3');
    expect((await query('--file', file, '--count', '--where', 'port=80')).out).toBe('1');
    const wrong = session.write('wrong.json', '{"qurey": {}}');
    expect((await query('--file', wrong)).notes).toMatch(/unknown key "qurey" \(did you mean "query"\?\)/);
    expect((await query('--file', join(session.cwd, 'none.json'))).code).toBe(EXIT.usage);
  });

  it.each([
    [['--where', 'port'], /not a condition/],
    [['--date', 'last week'], /not a date or range/],
    [['--ip', '192.0.2.300'], /not an address or network/],
    [['--where', 'portt=1'], /did you mean "port"/],
    [['--limit', '20000'], /limit: is more than 10000/],
    [['--cursor', 'nonsense'], /the cursor is damaged/],
    [['--facet', 'tag', '--format', 'parquet'], /--facet does not support the format parquet/],
  ])('%j is refused', async (args, message) => {
    const { notes, code } = await query(...args);
    expect(notes).toMatch(message);
    expect(code).toBe(EXIT.usage);
  });
});

describe('sundial stats', () => {
  it('draws a chart of at most 80 columns', async () => {
    const { out } = await session.run(['stats', '--by', 'type']);
    const lines = out.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[0]).toMatch(/^type +days +events$/);
    expect(lines[1]).toMatch(/^scan_ntp +█ +4 {2}█+$/);
    expect(lines[2]).toMatch(/^scan_ssh +█ +1 {2}█+/);
    expect(lines.at(-1)).toBe('2026-01-15 to 2026-02-03');
  });

  it('prints tables and JSON', async () => {
    const table = await session.run(['stats', '--by', 'tag', '--date', '2026-01-15', '--format', 'table']);
    expect(table.out).toMatch(/^2026-01-15 {2}ntp +2$/m);
    const json = await session.run(['stats', '--by', 'asn', '--type', 'ntp', '--json']);
    expect(JSON.parse(json.out)).toEqual({
      by: 'asn',
      rows: [
        { date: '2026-01-15', value: '64496', events: 3 },
        { date: '2026-01-15', value: '64497', events: 1 },
      ],
    });
    expect((await session.run(['stats', '--geo', 'QQ'])).out).toBe('No event matches.');
  });
});
