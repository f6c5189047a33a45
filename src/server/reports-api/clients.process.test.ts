// Tests that public clients work unmodified: those that know only the publisher's two names reach the API by DNS, and get
// the certificate of each name.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../domain/days.js';
import { SILENT_LOG } from '../../domain/log.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { EventQueries } from '../../query/index.js';
import { Certificates } from '../certificates.js';
import { listen } from '../server.js';
import { ApiWorld, NOW } from './testing/api-world.js';

const SCRIPT = path.join(import.meta.dirname, 'testing/clients.py');
const hasModule = (name: string) => spawnSync('python3', ['-c', `import ${name}`]).status === 0;
const missing = ['json', 'requests'].filter((name) => !hasModule(name));
const isSkipped = missing.length > 0 && process.env.CI !== 'true';
if (isSkipped)
  console.warn('skipped: python3 with the module requests (Debian: python3-requests) is missing');

interface Report {
  readonly id: string;
  readonly type: string;
  readonly report: string;
  readonly file: string;
  readonly timestamp: string;
  readonly url: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

interface Ingested {
  readonly rows: readonly { type: string; date: string; hash: string; row: Row }[];
  readonly failures: readonly string[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-clients-'));
const at = (name: string) => path.join(folder, name);
let api: ApiWorld;
let port = '';

async function client<Answer>(name: string, request: object): Promise<Answer> {
  const env = {
    ...{ PATH: process.env.PATH, PORT: port, APIKEY: 'apikey-of-zoo', SECRET: 'secret-of-zoo' },
    ...{ SSL_CERT_FILE: at('both.pem'), REQUESTS_CA_BUNDLE: at('both.pem') },
  };
  const { stdout } = await promisify(execFile)('python3', [SCRIPT, name, JSON.stringify(request)], { env });
  return JSON.parse(stdout) as Answer;
}

/** What a report holds: its file, and the addresses of its rows. */
const shown = (reports: readonly Report[]) =>
  reports.map(({ file, rows }) => [file, rows.map(({ ip }) => ip)] as const);

const NTP = ['2026-03-01-scan_ntp-zoo.csv', ['192.0.2.1', '192.0.2.2', '203.0.113.2']];
const NEXT_NTP = ['2026-03-02-scan_ntp-zoo.csv', ['192.0.2.1']];
const SSH = ['2026-03-02-scan_ssh-zoo.csv', ['192.0.2.3']];
const DAYS = '2026-03-01:2026-03-02';
/** Those of a service without options. */
const USUAL_LIMITS = { requestsPerSecond: 10, requestsAtOnce: 4, seconds: 60 };

type Row = Readonly<Record<string, unknown>>;

/** The zoo's rows in the store, by conditions of their own instead of its scope, without empty cells. */
async function storedRows(): Promise<readonly Row[]> {
  const { operator: store, catalogue } = api.world;
  const zoo = [{ query: { ip: ['192.0.2.0/24'] } }, { query: { hostname: ['*.zoo.example.com'] } }];
  const queries = new EventQueries({ store, catalogue, clock: () => NOW });
  const { events } = await queries.page({ date: DAYS, any: zoo, fields: ['original'] });
  return events;
}

const texts = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).toSorted();
const filled = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ''));

describe.skipIf(isSkipped)('clients with fixed names', () => {
  beforeAll(async () => {
    const pairs = ['transform', 'dl'].map((name) => {
      const { cert, key } = selfSigned(`${name}.shadowserver.org`);
      writeFileSync(at(`${name}.pem`), cert);
      writeFileSync(at(`${name}-key.pem`), key);
      return { name, cert };
    });
    writeFileSync(at('both.pem'), pairs.map(({ cert }) => cert).join('\n'));
    const files = (end: string) => pairs.map(({ name }) => at(`${name}${end}`));
    const tls = Certificates.open('api', files('.pem'), files('-key.pem'), SILENT_LOG)!.tlsOptions();
    const options = { publicUrl: 'https://dl.shadowserver.org', limits: USUAL_LIMITS };
    api = await ApiWorld.open(options, undefined, tls);
    const place = { host: '127.0.0.1', port: 0, scheme: 'https', options: 'none' } as const;
    port = new URL((await listen(api.app, place)).address).port;
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  it('get the certificate of the name that they ask for', async () => {
    expect(await client('certificates', {})).toEqual({
      'transform.shadowserver.org': ['transform.shadowserver.org'],
      'dl.shadowserver.org': ['dl.shadowserver.org'],
    });
  });

  it("the publisher's call-api.py calls methods", async () => {
    const ping = { method: 'test/ping', request: {} };
    expect(await client('call_api', ping)).toEqual({ pong: '2026-03-03 12:00:00' });
    const query = { query: { ip: '192.0.2.0/24', type: ['|scan_ssh'] }, date: DAYS };
    expect(await client('call_api', { method: 'reports/query', request: query })).toMatchObject([
      { ip: '192.0.2.3', port: '22' },
    ]);
    const rows = { report: 'zoo', date: '2026-03-02', type: 'scan_ssh', limit: 1 };
    expect(await client('call_api', { method: 'reports/download', request: rows })).toMatchObject([
      { ip: '192.0.2.3', banner: 'SSH-2.0-OpenSSH_9.6, "zoo"' },
    ]);
  });

  it("the publisher's report-manager.py retrieves each id from the root of the download host", async () => {
    const reports = await client<Report[]>('report_manager', { date: DAYS, types: ['scan_ssh'] });
    expect(shown(reports)).toEqual([SSH]);
    expect(reports).toMatchObject([
      { url: `https://dl.shadowserver.org/dl/${reports[0]!.id}`, report: 'zoo' },
    ]);
    expect(reports[0]!.rows[0]!.banner).toBe('SSH-2.0-OpenSSH_9.6, "zoo"');
  });

  it("IntelMQ's collector lists the reports of its lists and downloads them", async () => {
    const reports = await client<Report[]>('intelmq', { reports: ['zoo'], date: '2026-03-02' });
    expect(shown(reports)).toEqual([NEXT_NTP, SSH]);
  });

  it.each([
    ['a list', ['scan_ntp', 'scan_ssh'], [NEXT_NTP, SSH, NTP]],
    ['a text', 'scan_ntp', [NEXT_NTP, NTP]],
  ])('the OpenCTI connector names types as %s', async (_form, type, expected) => {
    expect(shown(await client<Report[]>('opencti', { type, date: DAYS }))).toEqual(expected);
  });

  it("IntelMQ's collector and the OpenCTI connector get exactly the rows of the store", async () => {
    const stored = texts(await storedRows());
    expect(stored).toHaveLength(5);
    for (const [name, request] of [
      ['intelmq', { date: DAYS, reports: ['zoo'] }],
      ['opencti', { date: DAYS }],
      ['report_manager', { date: DAYS }],
    ] as const) {
      const reports = await client<Report[]>(name, request);
      expect(texts(reports.flatMap(({ rows }) => rows.map(filled))), name).toEqual(stored);
    }
  });

  /** A new folder in which a logger marks the reports that it has read. */
  const marks = () => mkdtempSync(at('state-'));

  it("the publisher's ECS logger writes each row of the store once", async () => {
    const request = { state: marks(), date: '2026-03-01:2026-03-03', reports: 'zoo' };
    const events = await client<Row[]>('ecs_logger', request);
    const cells = events.map(({ 'data_stream.dataset': _, ...extra }) =>
      Object.fromEntries(Object.entries(extra).map(([name, cell]) => [name.replace('extra.', ''), cell])),
    );
    expect(texts(cells)).toEqual(texts(await storedRows()));
    expect(new Set(events.map((event) => event['data_stream.dataset']))).toEqual(
      new Set(['scan_ntp', 'scan_ssh']),
    );
    expect(await client('ecs_logger', request)).toEqual([]);
  });

  it("the publisher's CEF logger asks up to tomorrow and chooses types itself", async () => {
    const request = { state: marks(), date: '2026-03-01:2026-03-04', types: 'scan_ssh,scan_dns' };
    expect(await client('cef_logger', request)).toEqual([
      'CEF:0|Shadowserver|Reports|1.0|100|scan_ssh|0|start=2026-03-02T02:00:00 src=192.0.2.3 spt=22 cn1=64496',
    ]);
  });

  it('the PostgreSQL ingestor fetches two weeks of days one after the other, and none is refused', async () => {
    const days = Array.from({ length: 14 }, (_, day) => addDays('2026-02-18', day));
    const { rows, failures } = await client<Ingested>('ingestor', { days });
    expect(failures).toEqual([]);
    expect(texts(rows.map(({ row }) => filled(row)))).toEqual(texts(await storedRows()));
    // Its table has each type, date and hash once.
    expect(new Set(rows.map(({ type, date, hash }) => `${type} ${date} ${hash}`)).size).toBe(rows.length);
  });
});
