// Tests that public clients work unmodified: those that know only the publisher's two names reach the API by DNS, and get
// the certificate of each name.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../domain/log.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { listen } from '../server.js';
import { Certificates } from './certificates.js';
import { ApiWorld } from './testing/api-world.js';

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
    const tls = Certificates.open(files('.pem'), files('-key.pem'), SILENT_LOG)!.tlsOptions();
    api = await ApiWorld.open({ publicUrl: 'https://dl.shadowserver.org' }, undefined, tls);
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
});
