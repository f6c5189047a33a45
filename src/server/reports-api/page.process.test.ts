// Follows the page on serving constituents: its settings and commands as written, on this test's port and certificate.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUNDIAL } from '../../../test/support/cli.js';
import { freePort } from '../../net/testing/free-port.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { placeEmptyStore } from '../../store/testing/placed-store.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/reports-api.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);
const [setUp, firstCall, otherSide, changes, overTime] = blocks('sh');
const [served, fetched, fixed] = blocks('yaml');

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-api-page-'));
const at = (...names: string[]) => path.join(folder, ...names);
let port = 0;
let service: ChildProcess | undefined;
let log = '';
let made: { id: string; apikey: string; secret: string };

/** What the page shows, on this machine. */
const here = (text: string) =>
  text
    .replaceAll('https://reports.example.com:8443', `https://localhost:${port}`)
    .replaceAll('8443', String(port))
    .replaceAll('0.0.0.0', '127.0.0.1')
    .replaceAll('/etc/sundial', folder)
    .replaceAll('/run/secrets', folder)
    .replaceAll('7h3k9m2p', made?.id)
    .replace('KEY=...', `KEY='${made?.apikey}'`)
    .replace('SECRET=...', `SECRET='${made?.secret}'`);

/** Runs a block of commands in a shell. */
async function run(block: string): Promise<string> {
  const script = `set -e\nsundial() { '${process.execPath}' '${SUNDIAL}' "$@"; }\n${here(block)}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env: environment() });
  return stdout;
}

const environment = () => ({
  ...process.env,
  HOME: folder,
  SUNDIAL_DATA_DIR: at('data'),
  SUNDIAL_HTTP_PORT: '0',
  SUNDIAL_WEB_PORT: '0',
  CURL_CA_BUNDLE: at('reports.pem'),
  NODE_EXTRA_CA_CERTS: at('reports.pem'),
});

async function serve(yaml: string): Promise<void> {
  writeFileSync(at('sundial.yaml'), here(yaml));
  log = '';
  const child = spawn(process.execPath, [SUNDIAL, 'serve'], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  service = child;
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error(`the service ended: ${log}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('"message":"service began"')) resolve();
    });
  });
}

async function stop(): Promise<void> {
  const ended = new Promise((resolve) => service?.once('close', resolve) ?? resolve(undefined));
  service?.kill();
  await ended;
  service = undefined;
}

describe('the page on serving constituents', () => {
  beforeAll(async () => {
    port = await freePort();
    await placeEmptyStore(at('data'));
    for (const name of ['reports', 'transform', 'dl']) {
      const { cert, key } = selfSigned(name === 'reports' ? 'localhost' : `${name}.shadowserver.org`);
      writeFileSync(at(`${name}.pem`), cert);
      writeFileSync(at(`${name}-key.pem`), key);
    }
    await serve(served!);
  });
  afterAll(async () => {
    service?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes a key that works at once, and shows its secret once', async () => {
    const out = await run(setUp!);
    const [, id, apikey, secret] =
      /Key (\S+) for The Zoo's security team\n +key: +(\S+)\n +secret: (\S+)/.exec(out)!;
    made = { id: id!, apikey: apikey!, secret: secret! };
    expect(await run(firstCall!)).toBe('["zoo"]');
  });

  it('answers Sundial on the other side', async () => {
    writeFileSync(at('csirt_key'), made.apikey);
    writeFileSync(at('csirt_secret'), made.secret);
    writeFileSync(at('sundial.yaml'), here(fetched!));
    const out = await run(otherSide!).finally(() => writeFileSync(at('sundial.yaml'), here(served!)));
    expect(out).toContain(`https://localhost:${port}/api2/ accepts the key`);
    expect(out).toContain('["zoo"]');
  });

  it('tells changes with a cursor', async () => {
    expect(await run(`KEY=...\nSECRET=...\n${changes}`)).toBe('');
    expect(readFileSync(at('headers.txt'), 'utf8')).toMatch(/^sundial-cursor: [\w-]+\r$/m);
  });

  it('ends a key at once, and shows its last use', async () => {
    const out = await run(overTime!);
    expect(out).toMatch(
      new RegExp(`^${made.id} +The Zoo's security team +usable +zoo +all .*\\d\\d:\\d\\d$`, 'm'),
    );
    expect(await run(firstCall!)).toBe('{"error":"the API key or the signature is not valid"}');
  });

  it('writes who asked what, without keys', async () => {
    await stop();
    const lines = readFileSync(at('data', 'api-access.log'), 'utf8').trim().split('\n');
    const accesses = lines.map((line) => JSON.parse(line));
    expect(accesses[0]).toMatchObject({ key: made.id, method: 'reports/subscribed', status: 200, rows: 1 });
    expect(accesses.at(-1)).toMatchObject({ status: 401 });
    for (const text of [lines.join('\n'), log]) {
      expect(text).not.toContain(made.apikey);
      expect(text).not.toContain(made.secret);
    }
  });

  it('serves clients with fixed addresses', async () => {
    await serve(fixed!.replace('443', String(port)));
    const resolve = (name: string) =>
      `curl -s --cacert ${at(`${name}.pem`)} --resolve ${name}.shadowserver.org:${port}:127.0.0.1 https://${name}.shadowserver.org:${port}`;
    expect(await run(`${resolve('transform')}/api2/test/ping`)).toContain('"error"');
    expect(await run(`${resolve('dl')}/${'a'.repeat(50)}`)).toBe('{"error":"no report has this id"}');
    await stop();
  });
});
