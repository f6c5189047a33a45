// Checks what `sundial export --stix` writes and prints, for reports of several lists, filters and constituents.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { type StixObject, stixId } from '../../../mapping/stix/object.js';
import { requireValid } from '../../../mapping/stix/testing/validate.js';
import { Session } from '../../testing/session.js';
import { declareExport } from './export.js';

const session = new Session(declareExport);
const NTP = [
  'timestamp,severity,ip,protocol,port,asn,tag,banner',
  '2026-01-15 00:00:01,medium,192.0.2.1,udp,0123,64496,ntp;iot,"a|b"',
  '2026-01-15 00:00:02,high,192.0.2.2,udp,123,64496,ntp,',
].join('\n');
const OTHER = ['timestamp,severity,ip,protocol,port', '2026-01-15 00:00:03,low,198.51.100.1,udp,123'].join(
  '\n',
);
const EXCHANGE = [
  'timestamp,severity,ip,port,tag,hostname',
  '2026-01-16 00:00:01,critical,2001:db8::1,443,CVE-2021-26855,two words',
].join('\n');

beforeAll(async () => {
  await session.ingest({
    '2026-01-15-scan_ntp-one.csv': NTP,
    '2026-01-15-scan_ntp-two.csv': OTHER,
    '2026-01-16-scan_exchange-one.csv': EXCHANGE,
  });
});
afterAll(() => session.remove());

const run = (...args: string[]) => session.run(['export', '--stix', ...args]);
/** A bundle in a file, whose objects have to fit the schemas. */
function read(...name: string[]) {
  const text = readFileSync(join(session.cwd, ...name), 'utf8');
  const bundle = JSON.parse(text) as { type: string; objects: StixObject[] };
  requireValid(bundle.objects);
  return bundle;
}
const of = (objects: readonly StixObject[], type: string) => objects.filter((object) => object.type === type);

it('writes one file with the objects of all reports', async () => {
  const { out, notes, code } = await run('all.json');
  expect(code).toBe(EXIT.done);
  expect(out).toMatch(/\n4 events, [\d ]+ bytes in 1 file$/);
  expect(notes).toContain(
    '2026-01-16 scan_exchange one: 1 row with values that only notes hold: hostname: not a host name (1)',
  );
  const { type, objects } = read('all.json');
  expect(type).toBe('bundle');
  expect(of(objects, 'identity')).toHaveLength(1);
  expect(of(objects, 'report').map(({ name }) => name)).toEqual([
    'Shadowserver Report scan_ntp: one 2026-01-15',
    'Shadowserver Report scan_ntp: two 2026-01-15',
    'Shadowserver Report scan_exchange: one 2026-01-16',
  ]);
  expect(
    of(objects, 'artifact').map(({ payload_bin: bytes }) => Buffer.from(String(bytes), 'base64').toString()),
  ).toEqual([NTP, OTHER, EXCHANGE]);
  expect(of(objects, 'note')[0]!.content).toContain(
    '| port | 0123 |\n| asn | 64496 |\n| tag | ntp;iot |\n| banner | a\\|b |',
  );
  expect(of(objects, 'case-incident')).toEqual([]);
});

it('writes a folder with a file for each bundle, with a marking and cases', async () => {
  const { out } = await run('bundles', '--tlp', 'amber', '--incident', 'high', '--note-per-row', '--json');
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ format: 'stix', rows: 4 });
  expect(answer.reports[0]).toMatchObject({
    type: 'scan_ntp',
    list: 'one',
    rows: 2,
    bundles: 1,
    incomplete_rows: 0,
  });
  expect(readdirSync(join(session.cwd, 'bundles'))).toEqual([
    '2026-01-15-scan_ntp-one.000001.json',
    '2026-01-15-scan_ntp-two.000001.json',
    '2026-01-16-scan_exchange-one.000001.json',
  ]);
  const { objects } = read('bundles', '2026-01-15-scan_ntp-one.000001.json');
  expect(of(objects, 'note')).toHaveLength(2);
  expect(of(objects, 'case-incident')).toMatchObject([{ severity: 'high', priority: 'P4' }]);
  expect(of(objects, 'marking-definition')).toMatchObject([{ name: 'TLP:AMBER' }]);
});

it('understands the commands of its page', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/stix.md'), 'utf8');
  const commands = page.match(/^sundial export .+$/gm)!;
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    const { code, notes } = await session.run([...command.split(' ').slice(1), '--force']);
    expect([code, notes.includes('error')]).toEqual([EXIT.done, false]);
  }
  expect(of(read('reports.json').objects, 'report')).toHaveLength(2);
});

it('writes only the events that match, and then no original', async () => {
  const { code } = await run('some.json', '--ip', '192.0.2.1');
  expect(code).toBe(EXIT.done);
  const { objects } = read('some.json');
  expect(of(objects, 'ipv4-addr')).toMatchObject([{ value: '192.0.2.1' }]);
  expect(of(objects, 'artifact')).toEqual([]);
});

it('leaves originals out on request, and chooses reports by list, type and date', async () => {
  await run('two.json', '--list', 'two', '--type', 'scan_ntp', '--date', '2026-01-15', '--no-original');
  const { objects } = read('two.json');
  expect(of(objects, 'report').map(({ name }) => name)).toEqual([
    'Shadowserver Report scan_ntp: two 2026-01-15',
  ]);
  expect(of(objects, 'artifact')).toEqual([]);
});

it("names reports as the output to OpenCTI does, by the API's id where it is known and never for constituents", async () => {
  const env = { OPENCTI_URL: 'https://opencti.example.com', OPENCTI_TOKEN: 'x' };
  const names = { ...env, SUNDIAL_OPENCTI_NAMES: 'connector' };
  const ids = [{ type: 'scan_ntp', list: 'one', id: 'AbC123-download' }];
  session.write(join('data', 'download-ids', '2026-01-15.json'), JSON.stringify(ids));
  const named = ['export', '--stix', 'named.json', '--date', '2026-01-15', '--force'];
  const { out, notes } = await session.run(named, { env: names });
  const [one, two] = of(read('named.json').objects, 'report');
  expect(one).toMatchObject({ name: 'Shadowserver Report scan_ntp: AbC123-download' });
  // The connector hashes the id in lower case and the day of the first row.
  expect(one!.id).toBe(stixId('report', { name: 'abc123-download', published: '2026-01-15T00:00:00.000Z' }));
  expect(two!.name).toBe('Shadowserver Report scan_ntp: two 2026-01-15');
  expect(notes).toContain('note: plain names for 1 report of 2');
  expect(out + notes).not.toContain('AbC123');
  await session.run([...named, '--names', 'plain'], { env: names });
  expect(JSON.stringify(read('named.json'))).not.toContain('AbC123');
  await session.run(named, { env });
  expect(JSON.stringify(read('named.json'))).not.toContain('AbC123');
  const forConstituent = [...named, '--constituent', 'zoo', '--names', 'connector'];
  const refused = await session.run(forConstituent, { env: names });
  expect(refused.notes).toContain('--names connector and --constituent exclude each other');
});

it('writes nothing if no event matches', async () => {
  const { out, code } = await run('none.json', '--ip', '203.0.113.1');
  expect([out, code]).toEqual(['No event matches; no file was written.', EXIT.done]);
  expect(existsSync(join(session.cwd, 'none.json'))).toBe(false);
});

it.each([
  [['all.json'], /all\.json exists already.*--force/],
  [['new.json', '--output', 'x.csv'], /--stix and --output exclude each other/],
  [['new.json', '--by', 'date'], /--stix and --by exclude each other/],
  [['new.json', '--priority', 'P1'], /--priority needs --incident/],
])('%j is refused', async (args, message) => {
  const { notes, code } = await run(...args);
  expect(notes).toMatch(message);
  expect(code).toBe(EXIT.usage);
  expect(existsSync(join(session.cwd, 'new.json'))).toBe(false);
});
