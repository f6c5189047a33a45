// Follows the page on serving reports over TAXII, with the settings, commands and the program as written.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUNDIAL } from '../../../test/support/cli.js';
import { requireValid } from '../../mapping/stix/testing/validate.js';
import { freePort } from '../../net/testing/free-port.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { placeEmptyStore } from '../../store/testing/placed-store.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/taxii.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);
const [setUp, firstRequests] = blocks('sh');
const [served] = blocks('yaml');
const [program] = blocks('python');

/** The environment with the client, as CONTRIBUTING.md says. */
const PYTHON = path.resolve(import.meta.dirname, '../../../node_modules/.cache/sundial-taxii/bin/python');
const hasClient = spawnSync(PYTHON, ['-c', 'import taxii2client']).status === 0;
const isSkipped = !hasClient && process.env.CI !== 'true';
if (isSkipped)
  console.warn('The client of TAXII is not tested: node_modules/.cache/sundial-taxii has no taxii2-client');

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-taxii-page-'));
const at = (...names: string[]) => path.join(folder, ...names);
let port = 0;
let service: ChildProcess | undefined;
let credentials = { KEY: '', SECRET: '' };

const environment = () => ({
  ...process.env,
  ...{ HOME: folder, SUNDIAL_DATA_DIR: at('data'), SUNDIAL_HTTP_PORT: '0', SUNDIAL_WEB_PORT: '0' },
  ...{ CURL_CA_BUNDLE: at('reports.pem'), REQUESTS_CA_BUNDLE: at('reports.pem') },
  ...credentials,
});

/** What the page shows, on this machine. */
const here = (text: string) =>
  text
    .replaceAll('https://reports.example.com:8443', `https://localhost:${port}`)
    .replaceAll('8443', String(port))
    .replaceAll('0.0.0.0', '127.0.0.1')
    .replaceAll('/etc/sundial', folder);

/** Runs a block of commands in a shell. */
async function run(block: string): Promise<string> {
  const script = `set -e\nsundial() { '${process.execPath}' '${SUNDIAL}' "$@"; }\n${here(block)}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env: environment() });
  return stdout;
}

async function serve(): Promise<void> {
  const child = spawn(process.execPath, [SUNDIAL, 'serve'], {
    ...{ cwd: folder, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] },
  });
  service = child;
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error(`the service ended: ${log}`)));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('"message":"service began"')) resolve();
    });
  });
}

const REPORT = `timestamp,severity,ip,protocol,port,hostname,tag,asn
2026-03-01 01:00:00,medium,192.0.2.1,udp,123,ntp1.example.com,ntp;CVE-2026-1000,64496
2026-03-01 01:00:01,low,198.51.100.1,udp,123,ntp.example.net,ntp,64500
`;

describe('the page on TAXII', () => {
  beforeAll(async () => {
    port = await freePort();
    await placeEmptyStore(at('data'));
    const { cert, key } = selfSigned('localhost');
    writeFileSync(at('reports.pem'), cert);
    writeFileSync(at('reports-key.pem'), key);
    writeFileSync(at('sundial.yaml'), here(served!));
    mkdirSync(at('in'));
    writeFileSync(at('in', '2026-03-01-scan_ntp-example.csv'), REPORT);
    await run(`sundial ingest in\n${setUp}`).then((out) => {
      const [, apikey, secret] = /\n +key: +(\S+)\n +secret: (\S+)/.exec(out)!;
      credentials = { KEY: apikey!, SECRET: secret! };
    });
    await serve();
  });
  afterAll(async () => {
    service?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the collections and objects of a key', async () => {
    const out = await run(firstRequests!);
    const [collections, objects] = out.split(/(?<=\})(?=\{"objects")/).map((text) => JSON.parse(text));
    expect(collections).toMatchObject({ collections: [{ alias: 'zoo', can_write: false }] });
    requireValid(objects.objects);
    expect(objects.objects.map(({ type }: { type: string }) => type)).toContain('report');
    expect(out).not.toContain('198.51.100.1');
  });

  it('has no method of the Reports API for a key that is for TAXII only', async () => {
    const methods = `https://localhost:${port}/v1/events`;
    expect(await run(`curl -s --user "$KEY:$SECRET" ${methods}`)).toContain('does not permit v1/events');
  });

  it.skipIf(isSkipped)('reads the same objects with the client of OASIS', async () => {
    const ids = async (pageSize: string) => {
      const { stdout } = await promisify(execFile)(
        PYTHON,
        ['-c', here(program!).replace('per_request=500', `per_request=${pageSize}`)],
        { env: environment() },
      );
      return new Set(stdout.trim().split('\n'));
    };
    const all = await ids('500');
    expect(all.size).toBeGreaterThan(8);
    expect([...all].every((line) => /^zoo [a-z0-9-]+--[0-9a-f-]{36}$/.test(line))).toBe(true);
    expect(await ids('2')).toEqual(all);
    await run(`sundial export --stix all.json --constituent zoo --tlp amber`);
    const { objects } = JSON.parse(readFileSync(at('all.json'), 'utf8')) as { objects: { id: string }[] };
    expect(all).toEqual(new Set(objects.map(({ id }) => `zoo ${id}`)));
  });
});
