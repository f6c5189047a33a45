// Checks stages with what they reach over the network: linked reports, and a WHOIS server that answers or limits.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checksumsOfOpen } from '../../../../test/support/checksum.js';
import { letter } from '../../../collect/testing/mail-writer.js';
import { EXIT } from '../../../domain/errors.js';
import { everything } from '../../../domain/everything.js';
import { startWhois, type WhoisDouble } from '../../../enrich/whois/testing/whois-double.js';
import { type HttpDouble, startDouble } from '../../../net/testing/http-double.js';
import { Session } from '../../testing/session.js';
import { declareRun } from './run.js';

const session = new Session(declareRun);
const REPORT = '2026-03-02-scan_ntp-example';
/** Two public addresses, and three that must not be sent out. */
const ROWS = ['8.8.8.8', '2600::1', '10.0.0.1', '192.0.2.1', 'fe80::1'].map((ip) => `1,${ip},123\n`).join('');
let host: HttpDouble;
let whois: WhoisDouble;

beforeAll(async () => {
  host = await startDouble(({ url }) =>
    url.pathname === '/report'
      ? {
          body: `timestamp,ip,port\n${ROWS}`,
          headers: { 'content-disposition': `attachment; filename="${REPORT}.csv"` },
        }
      : { status: 404, body: 'gone' },
  );
  whois = await startWhois((address) => [['64496', address, 'KE', 'afrinic', '', 'EXAMPLE "A", KE']]);
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(session.cwd, 'box', part), { recursive: true });
  for (const name of ['report', 'lost'])
    session.write(
      join('box', 'new', `${name}.a`),
      letter({
        headers: { 'Message-ID': `<${name}@example.com>` },
        leaves: [{ content: `${host.url}/${name}\r\n` }],
      }).toString('latin1'),
    );
  session.write(
    'sundial.yaml',
    `sources:
  - name: post
    kind: maildir
    path: box
    senders: ["@example.com"]
    list_domains: [lists.example.com]
    signers: [example.com]
    link_hosts: ["${new URL(host.url).host}"]
    link_loopback: true
enrichers:
  - {name: origins, kind: whois, host: 127.0.0.1, port: ${whois.port}}
`,
  );
});
afterAll(async () => {
  await session.remove();
  await Promise.all([host.stop(), whois.stop()]);
});

interface Shown {
  readonly stage: string;
  readonly out: number;
  readonly failed: number;
  readonly items: readonly { readonly name: string; readonly outcome: string; readonly note: string }[];
}

async function run(line: string): Promise<{ stages: Shown[]; code: unknown }> {
  const { out, code } = await session.run(['run', ...line.split(' '), '--json']);
  return { stages: JSON.parse(out).stages, code };
}

const counts = ({ stages }: { stages: Shown[] }) =>
  stages.map(({ stage, out, failed }) => `${stage} ${out} ${failed}`);

async function tables() {
  return (await checksumsOfOpen((await session.opened()).as(everything), session.data)).tables;
}

test('email fetches linked reports, keeps them, and says which link is dead', async () => {
  const result = await run('email migrate');
  expect([...counts(result), result.code]).toEqual(['email 1 1', 'migrate 3 0', EXIT.partial]);
  const failed = result.stages[0]!.items.find(({ outcome }) => outcome === 'failed')!;
  expect(failed.name).toMatch(/lost\.a > link 1$/);
  expect(JSON.stringify(result)).not.toContain(host.url);
  const reports = join(session.data, 'stages/reports/2026/03/02');
  expect(readFileSync(join(reports, `${REPORT}.csv`), 'utf8')).toBe(`timestamp,ip,port\n${ROWS}`);
});

test('refresh asks nobody about private addresses, and a server that limits costs no other stage', async () => {
  whois.trouble = 'limit';
  const limited = await run('refresh process country');
  expect([...counts(limited), limited.code]).toEqual([
    'refresh 1 1',
    'process 1 0',
    'country 1 0',
    EXIT.partial,
  ]);
  expect(limited.stages[0]!.items.find(({ outcome }) => outcome === 'failed')!.note).toContain('limit');
  whois.trouble = undefined;
  const answered = await run('refresh process country --tracker-process off');
  expect([...counts(answered), answered.code]).toEqual([
    'refresh 2 0',
    'process 1 0',
    'country 1 0',
    EXIT.done,
  ]);
  expect([...new Set(whois.asked)].toSorted()).toEqual(['2600::1', '8.8.8.8']);
  const [head, first, second, third] = readFileSync(
    join(session.data, `stages/processed/2026/03/02/${REPORT}.csv`),
    'utf8',
  ).split('\n');
  expect(head).toContain('"port","enriched_asn","enriched_prefix","enriched_as_name"');
  expect(first).toMatch(/^"1","8\.8\.8\.8","123","64496",.*"EXAMPLE ""A"", KE","afrinic","KE"/);
  expect(second).toMatch(/^"1","2600::1","123","64496"/);
  expect(third).toMatch(/^"1","10\.0\.0\.1","123","","",""/);
});

test('every stage before ingest leaves the events and reports of the store alone', async () => {
  const before = await tables();
  const result = await run('migrate process country service --tracker off');
  expect([result.code, result.stages.every(({ out }) => out > 0)]).toEqual([EXIT.done, true]);
  expect(await tables()).toEqual(before);
  await run('ingest');
  const after = await tables();
  expect(after.event_rows).not.toEqual(before.event_rows);
});
