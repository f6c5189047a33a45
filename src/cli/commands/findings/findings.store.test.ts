// Checks what `sundial findings` and `sundial show` print, and what they refuse.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareShow } from '../show/show.js';
import { declareFindings } from './findings.js';

const session = new Session((program, context) => {
  declareFindings(program, context);
  declareShow(program, context);
});

const HEAD = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,cve';
const FIRST = [
  HEAD,
  '2026-01-15 00:00:01,medium,192.0.2.1,udp,123,a.example,ntp;iot,64496,ZZ,',
  '2026-01-15 00:00:02,high,192.0.2.2,udp,123,=evil(),ntp,64497,ZZ,CVE-2026-1111',
].join('\n');
const SECOND = [
  HEAD,
  '2026-01-16 00:00:01,medium,192.0.2.1,udp,123,a.example,ntp;iot,64496,ZZ,',
  '2026-01-16 00:00:02,critical,2001:db8::1,udp,123,,,64496,XX,',
].join('\n');
const SINK =
  'timestamp,severity,src_ip,protocol,src_port,infection\n2026-01-16 00:00:09,high,192.0.2.1,tcp,50001,mirai';

beforeAll(async () => {
  await session.ingest({
    '2026-01-15-scan_ntp-example.csv': FIRST,
    '2026-01-16-scan_ntp-example.csv': SECOND,
    '2026-01-16-event4_sinkhole-example.csv': SINK,
  });
});
afterAll(() => session.remove());

const findings = async (...args: string[]) => {
  const { out } = await session.run(['findings', ...args, '--json']);
  return (JSON.parse(out) as { findings: { subject: string; id: string; missed?: number }[] }).findings;
};

describe('sundial findings', () => {
  it('prints the most severe ones first', async () => {
    const { out, code } = await session.run(['findings']);
    expect(code).toBe(EXIT.done);
    const lines = out.split('\n').filter((line) => /scan_ntp|sinkhole/.test(line));
    expect(lines.map((line) => /critical|high|medium/.exec(line)?.[0])).toEqual([
      'critical',
      'high',
      'high',
      'medium',
    ]);
    expect(lines[1]).toMatch(/^[0-9a-f]{8} {2}event4_sinkhole +192\.0\.2\.1 +- +mirai /);
    expect(lines[3]).toMatch(/ 123\/udp +- +medium +2026-01-15 {2}2026-01-16 +2 +2$/);
    expect(out).toContain('4 of 4 findings');
  });

  it.each<[string[], string[]]>([
    [['--new'], ['2001:db8::1', '192.0.2.1']],
    [
      ['--new', '--date', '2026-01-15'],
      ['192.0.2.2', '192.0.2.1'],
    ],
    [['--gone'], ['192.0.2.2']],
    [['--gone', '--date', '2026-01-15'], []],
    [
      ['--since', '2026-01-16', '--type', 'ntp'],
      ['2001:db8::1', '192.0.2.1'],
    ],
    [
      ['--ip', '192.0.2.0/31'],
      ['192.0.2.1', '192.0.2.1'],
    ],
    [['--asn', 'AS64497'], ['192.0.2.2']],
    [['--geo', 'xx'], ['2001:db8::1']],
    [
      ['--severity', '>=high', '--type', 'scan_ntp'],
      ['2001:db8::1', '192.0.2.2'],
    ],
    [['--severity', 'medium'], ['192.0.2.1']],
    [['--tag', 'iot'], ['192.0.2.1']],
    [['--subject', 'A.EX'], ['192.0.2.1']],
    [['--subject', '*192.0.2*'], []],
    [['--hostname', '*.EXAMPLE.'], ['192.0.2.1']],
    [['--cve', 'cve-2026-*'], ['192.0.2.2']],
    [['--tag', 'io?'], ['192.0.2.1']],
    [['--port', '100:200', '--geo', 'xx'], ['2001:db8::1']],
    [['--infection', 'Mirai'], ['192.0.2.1']],
    [['--infection', 'mir*'], ['192.0.2.1']],
    [['--list', 'example', '--type', 'ntp', '--where', 'days>=2'], ['192.0.2.1']],
    [['--where', 'first_seen=2026-01-15', '--where', 'severity!=high'], ['192.0.2.1']],
    [
      ['--any', 'geo=XX', '--any', 'infection=mirai'],
      ['2001:db8::1', '192.0.2.1'],
    ],
    [['--require', 'cve'], ['192.0.2.2']],
    [['--limit', '1'], ['2001:db8::1']],
  ])('%j', async (args, subjects) => {
    expect((await findings(...args)).map(({ subject }) => subject)).toEqual(subjects);
  });

  it('refuses an unknown list, even if a list begins with its name', async () => {
    const { notes, code } = await session.run(['findings', '--list', 'exam']);
    expect(notes).toContain('no list "exam" is known');
    expect(code).toBe(EXIT.usage);
  });

  it('shows the number of missed days', async () => {
    expect((await findings('--gone'))[0]).toMatchObject({ missed: 1 });
    expect((await findings())[0]).not.toHaveProperty('missed');
  });

  it('prints CSV that is safe in a spreadsheet', async () => {
    const { out } = await session.run(['findings', '--csv', '--asn', '64497']);
    expect(out.split('\n')[1]).toMatch(
      /^[0-9a-f]{32},scan_ntp,192\.0\.2\.2,123,udp,,high,.*,'=evil\(\),64497,ZZ,.*CVE-2026-1111,example,\d+,no,,$/,
    );
  });

  it('rebuilds findings', async () => {
    const before = await findings();
    expect((await session.run(['findings', '--rebuild'])).out).toBe('4 findings rebuilt.');
    expect(await findings()).toEqual(before);
  });

  it.each([
    [['--date', '2026-01-15'], '--since'],
    [['--new', '--gone'], 'exclude'],
    [['--since', 'soon'], 'not a date'],
    [['--where', 'prot=5'], 'did you mean "port"'],
    [['--type', 'scan_nttp'], 'scan_nttp'],
    [['--ip', '192.0.2.300'], 'not an address'],
    [['--asn', 'x'], 'asn'],
    [['--severity', 'bad'], 'not one of'],
    [['--csv', '--json'], 'exclude'],
  ])('%j is refused', async (args, words) => {
    const { out, notes, code } = await session.run(['findings', ...args]);
    expect(code).toBe(EXIT.usage);
    expect(out + notes).toContain(words);
  });
});

describe('sundial show', () => {
  it('shows one address on one page', async () => {
    const { out, code } = await session.run(['show', '192.0.2.1']);
    expect(code).toBe(EXIT.done);
    expect(out).toMatch(/^192\.0\.2\.1\n {2}host names {2}a\.example\n {2}networks {4}AS64496/);
    expect(out).toContain('open ports  123/udp');
    expect(out).toContain('infections  mirai');
    expect(out).toContain(
      'Seen from 2026-01-15 to 2026-01-16\n  event4_sinkhole ·█ 1\n  scan_ntp        ██ 2',
    );
    expect(out).toMatch(/^2026-01-16 00:00:09 {2}event4_sinkhole +192\.0\.2\.1 +high +50001 {2}tcp +mirai/m);
    expect(out.match(/ example /g)).toHaveLength(3);
  });

  it.each([
    ['192.0.2.0/30', 3],
    ['a.example', 1],
    ['A.Example.', 1],
    ['2001:DB8::1', 1],
  ])('%s', async (subject, number) => {
    const page = JSON.parse((await session.run(['show', subject, '--json'])).out) as { total: number };
    expect(page.total).toBe(number);
  });

  it('accepts the start of an id', async () => {
    const [{ id } = { id: '' }] = await findings('--geo', 'XX');
    const page = JSON.parse((await session.run(['show', id.slice(0, 6), '--json'])).out) as {
      findings: object[];
    };
    expect(page.findings).toMatchObject([{ id, subject: '2001:db8::1' }]);
  });

  it('reports an unknown subject', async () => {
    const { notes, code } = await session.run(['show', '198.51.100.7']);
    expect(notes).toContain('nothing is known about "198.51.100.7"');
    expect(code).toBe(EXIT.usage);
  });
});
