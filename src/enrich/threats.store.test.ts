// Tests what lists of threats do: they take effect as a whole, and mark findings, queries and the digest.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareDigest } from '../cli/commands/digest/digest.js';
import { declareEnrich } from '../cli/commands/enrich/enrich.js';
import { declareFindings } from '../cli/commands/findings/findings.js';
import { declareQuery } from '../cli/commands/query/query.js';
import { Session } from '../cli/testing/session.js';
import { renew } from './testing/renewing.js';

const session = new Session((program, context) => {
  declareFindings(program, context);
  declareQuery(program, context);
  declareDigest(program, context);
  declareEnrich(program, context);
});
const folder = mkdtempSync(join(tmpdir(), 'sundial-threats-'));
const [kevFile, epssFile] = [join(folder, 'kev.json'), join(folder, 'epss.csv.gz')];
const at = (name: string) => new Date(`2026-02-0${name}T07:00:00Z`);

const REPORT = [
  'timestamp,severity,ip,protocol,port,tag,cve',
  '2026-01-15 00:00:01,high,192.0.2.1,tcp,443,ssl,CVE-2026-10001',
  '2026-01-15 00:00:02,high,192.0.2.2,tcp,443,ssl,CVE-2026-10002;CVE-2026-10003',
  '2026-01-15 00:00:03,high,192.0.2.3,tcp,443,ssl,CVE-2026-10004',
  '2026-01-15 00:00:04,high,192.0.2.4,tcp,443,ssl,',
  '2026-01-15 00:00:05,critical,192.0.2.5,tcp,443,ssl,',
].join('\n');

let inUse = ['kev', 'epss'];

const kev = (...ids: string[]) =>
  JSON.stringify({
    count: ids.length,
    vulnerabilities: ids.map((cveID) => ({ cveID, dateAdded: '2026-01-01' })),
  });
const epss = (...rows: string[]) =>
  gzipSync(
    `#model_version:v2026.01.01,score_date:2026-01-15T12:00:00Z\ncve,epss,percentile\n${rows.join('\n')}\n`,
  );

async function refresh(name: 'kev' | 'epss', from: string, options: { again?: boolean } = {}) {
  const store = await session.opened();
  const enrichment = store.enrichment.of(inUse);
  return renew(name, { from }, { enrichment, clock: () => at('1'), folder: session.data, ...options });
}

const subjects = async (...args: string[]) => {
  const { out } = await session.run(['findings', '--json', ...args]);
  return (JSON.parse(out) as { findings: { subject: string }[] }).findings.map(({ subject }) => subject);
};
const asked = async (...args: string[]) =>
  session.run(['query', '--fields', 'ip,kev,epss', '--json', '--sort', 'ip', ...args]);

beforeAll(async () => {
  await session.ingest({ '2026-01-15-scan_ssl-example.csv': REPORT });
});
afterAll(async () => {
  await session.remove();
  rmSync(folder, { recursive: true });
});

describe('without lists', () => {
  it('says that no list has been read', async () => {
    const { out, notes } = await asked('--where', 'kev=yes');
    expect(out + notes).toContain('no list for \\"kev\\" has been read');
    expect(await subjects('--where', 'epss>=0.1')).toEqual([]);
  });
});

describe('with lists', () => {
  beforeAll(async () => {
    writeFileSync(kevFile, kev('CVE-2026-10002', 'cve-2026-10004 ', 'CVE-2025-99999'));
    writeFileSync(
      epssFile,
      epss('CVE-2026-10001,0.62000,0.99', 'CVE-2026-10003,0.10000,0.5', 'CVE-2026-10004,0.00043,0.1'),
    );
    expect(await refresh('kev', kevFile)).toMatchObject({ outcome: 'updated', entries: 3 });
    expect(await refresh('epss', epssFile)).toMatchObject({ outcome: 'updated', entries: 3 });
  });

  it('shows both in queries', async () => {
    const { out } = await asked();
    expect(JSON.parse(out).rows ?? JSON.parse(out).events).toMatchObject([
      { ip: '192.0.2.1', kev: 'no', epss: '0.62' },
      { ip: '192.0.2.2', kev: 'yes', epss: '0.1' },
      { ip: '192.0.2.3', kev: 'yes', epss: '0.00043' },
      { ip: '192.0.2.4', kev: 'no', epss: '' },
      { ip: '192.0.2.5', kev: 'no', epss: '' },
    ]);
  });

  it.each([
    [['kev=yes'], ['192.0.2.2', '192.0.2.3']],
    [['kev=NO'], ['192.0.2.5', '192.0.2.1', '192.0.2.4']],
    [['kev!=yes', 'epss>=0.5'], ['192.0.2.1']],
    [['epss<=0.1'], ['192.0.2.2', '192.0.2.3']],
    [['epss='], ['192.0.2.5', '192.0.2.4']],
  ])('finds %j in findings, those with known exploitation first', async (where, found) => {
    expect(await subjects(...where.flatMap((each) => ['--where', each]))).toEqual(found);
  });

  it('refuses other words', async () => {
    const { notes } = await session.run(['findings', '--where', 'kev=maybe']);
    expect(notes).toContain('"maybe" is not one of yes, no');
    const { out } = await session.run(['findings', '--csv', '--where', 'kev=yes', '--limit', '1']);
    expect(out.split('\n')[0]).toMatch(/,kev,epss,lease_device$/);
    expect(out.split('\n')[1]).toMatch(/,yes,0\.1,$/);
  });

  it('sorts findings of one severity by it', async () => {
    expect(await subjects()).toEqual(['192.0.2.5', '192.0.2.2', '192.0.2.3', '192.0.2.1', '192.0.2.4']);
  });

  it('names and sorts it in the digest', async () => {
    const { out } = await session.run(['digest', '--date', '2026-01-15', '--json']);
    const { rows } = (
      JSON.parse(out) as { unknown: { rows: { subject: string }[] }; handle: { rows: object[] } }
    ).handle;
    expect(rows).toMatchObject([
      { subject: '192.0.2.5', exploited: [], epss: 0 },
      { subject: '192.0.2.2', exploited: ['CVE-2026-10002'], epss: expect.closeTo(0.1, 5) },
      { subject: '192.0.2.3', exploited: ['CVE-2026-10004'], epss: expect.closeTo(0.00043, 6) },
      { subject: '192.0.2.1', exploited: [], epss: expect.closeTo(0.62, 5) },
      { subject: '192.0.2.4' },
    ]);
    const { out: text } = await session.run(['digest', '--date', '2026-01-15']);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'CVE-2026-10002 (known exploited), CVE-2026-10003, EPSS 0.1',
    );
  });

  it('shows the lists beside other enrichers', async () => {
    session.write(
      'sundial.yaml',
      `enrichers:\n  - {name: kev, kind: kev, from: ${kevFile}}\n  - {name: epss, kind: epss, from: ${epssFile}}\n`,
    );
    const { out } = await session.run(['enrich', 'status']);
    rmSync(join(session.cwd, 'sundial.yaml'));
    expect(out).toMatch(/kev +kev +3 [\s\S]*epss +epss +3 /);
  });

  it('reads an unchanged list once', async () => {
    expect(await refresh('kev', kevFile)).toMatchObject({ outcome: 'unchanged', entries: 3 });
    expect(await refresh('kev', kevFile, { again: true })).toMatchObject({ outcome: 'unchanged' });
  });

  it.each([
    [
      '{"count": 4, "vulnerabilities": [{"cveID": "CVE-2026-10002"}]}',
      'it states 4 vulnerabilities and contains 1',
    ],
    ['{"count": 1, "vulnerabilities": [{"cveID": "CVE-2026-1000', 'not a catalogue'],
    ['{"vulnerabilities": [{"cveID": "<script>"}]}', 'vulnerability 1, cveID: not a CVE id'],
    ['cve,name\nCVE-2026-10002,x\nnone,y\n', 'line 3, cve: not a CVE id such as'],
    ['name\nx\n', 'line 1 names no column "cveID"'],
    ['{"count": 0, "vulnerabilities": []}', 'has no CVE ids'],
    [kev('CVE-2026-10002'), 'kev'],
  ])('keeps the list in use instead of %s', async (content, problem) => {
    const file = join(folder, 'faulty');
    writeFileSync(file, content);
    const { outcome, error } = await refresh('kev', file);
    expect([outcome, error?.message]).toEqual(['failed', expect.stringContaining(problem)]);
    expect(await subjects('--where', 'kev=yes')).toEqual(['192.0.2.2', '192.0.2.3']);
  });

  it.each([
    [
      'cve,epss,percentile\nCVE-2026-10001,0.5,0.1\nCVE-2026-10003,1.5,0.1\n',
      'line 3, epss: not a number from 0 to 1',
    ],
    ['cve,epss\nCVE-2026-10001,0.5\nCVE-20\n', 'line 3, cve: not a CVE id'],
    // Of a score of 0.0004, too, such a beginning would be left.
    [
      'cve,epss\nCVE-2026-10001,0.5\nCVE-2026-10003,0',
      'line 3, the last one, does not end with a line break',
    ],
    ['id,score\nCVE-2026-10001,0.5\n', 'line 1 names no columns "cve" and "epss"'],
    ['', 'it has no header'],
  ])('keeps the scores in use instead of %j', async (content, problem) => {
    const file = join(folder, 'faulty.csv');
    writeFileSync(file, content);
    const { outcome, error } = await refresh('epss', file);
    expect([outcome, error?.message]).toEqual(['failed', expect.stringContaining(problem)]);
    expect(await subjects('--where', 'epss>=0.5')).toEqual(['192.0.2.1']);
  });

  it('forgets what a name said as a kind of another form', async () => {
    const csvFile = join(folder, 'networks.csv');
    writeFileSync(csvFile, 'network,asn\n192.0.2.0/24,64496\n');
    const enrichment = (await session.opened()).enrichment.of(['own', ...inUse]);
    const renewed = (kind: string, from: string) =>
      renew(kind, { from }, { enrichment, clock: () => at('1'), folder: session.data, name: 'own' });
    const known = async () => ({
      networks: (await enrichment.current()).map(({ source }) => source),
      lists: (await enrichment.cves.lists()).map(({ source }) => source),
    });
    await renewed('csv', csvFile);
    expect(await known()).toEqual({ networks: ['own'], lists: ['epss', 'kev'] });
    await renewed('kev', kevFile);
    expect(await known()).toEqual({ networks: [], lists: ['epss', 'kev', 'own'] });
    await renewed('csv', csvFile);
    expect(await known()).toEqual({ networks: ['own'], lists: ['epss', 'kev'] });
    await (await session.opened()).enrichment.of(inUse).forgetUnused();
  });

  it('replaces a list as a whole, and forgets lists that are no longer configured', async () => {
    writeFileSync(kevFile, kev('CVE-2026-10001', 'CVE-2025-99998'));
    await refresh('kev', kevFile);
    expect(await subjects('--where', 'kev=yes')).toEqual(['192.0.2.1']);
    inUse = ['epss'];
    await refresh('epss', epssFile);
    expect(await subjects('--where', 'kev=yes')).toEqual([]);
    expect(await subjects('--where', 'epss>=0.5')).toEqual(['192.0.2.1']);
  });
});
