// Reads several sources of the list `sources`, each with its own memory, failures and state.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ReportsApiDouble } from '../examples/reports-api/index.js';
import { reportMail } from '../src/collect/testing/mail-writer.js';
import { loadSettings } from '../src/config/index.js';
import { openFront, openService } from '../src/daemon/index.js';
import { SILENT_LOG } from '../src/domain/log.js';
import {
  type Cycle,
  checkSources,
  closeSources,
  type OpenSource,
  openSources,
  openWorkspace,
  runCycle,
  type Workspace,
} from '../src/pipeline/index.js';
import { healthOf } from '../src/server/index.js';
import { report } from './support/fetching.js';

const DATE = '2026-01-31';
let now = new Date('2026-02-01T07:00:00Z');
const clock = () => now;
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-sources-'));
const first = new ReportsApiDouble({ now: clock });
const second = new ReportsApiDouble({ now: clock, key: 'second-key', secret: 'second-secret' });

const inFolder = (...names: string[]) => path.join(folder, ...names);
const accountOf = (double: ReportsApiDouble) =>
  `kind: api, url: "${double.url}", download_url: "${double.downloadUrl}", delay_seconds: 0`;
const listed = (wrongSecret = false) => `
http_port: 0
web_port: 0
fetch_days: 3
backfill_days: 3
min_free_disk_mib: 0
sources:
  - {name: cert-a, ${accountOf(first)}, key: "${first.key}", secret: "${first.secret}"}
  - {name: cert-b, ${accountOf(second)}, key: "${second.key}", secret: "${wrongSecret ? 'wrong' : second.secret}", exclude_types: [scan_http]}
  - {name: unset, kind: api, key_env: NOT_SET, secret: s3cret}
  - {name: drop, kind: folder, path: drop}
  - {name: post, kind: maildir, path: box, senders: ["@example.com"], list_domains: [lists.example.com], signers: [example.com]}
`;

let workspace: Workspace;
let sources: OpenSource[] = [];
beforeAll(async () => {
  await first.start();
  await second.start();
  for (const part of ['drop', 'box/new', 'box/cur', 'box/tmp'])
    mkdirSync(inFolder(part), { recursive: true });
  workspace = await openWorkspace(await settingsOf(listed()));
});
beforeEach(async () => {
  sources = await opened();
});
afterAll(async () => {
  await workspace.store.close();
  await first.stop();
  await second.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function settingsOf(yaml: string) {
  writeFileSync(inFolder('sundial.yaml'), yaml);
  const flags = { dataDir: inFolder('data') };
  return (await loadSettings({ flags, env: {}, cwd: folder, home: folder })).settings;
}

async function opened(yaml = listed(), name?: string): Promise<OpenSource[]> {
  await closeSources(sources);
  return openSources(await settingsOf(yaml), { clock, env: {}, name });
}

const watch = { step: () => {}, archived: () => {}, read: () => {}, decided: () => {} };
const cycle = () => runCycle(workspace, { sources, clock, signal: new AbortController().signal, watch });
const ofSource = ({ reads }: Cycle, name: string) => reads.find(({ source }) => source === name)!;
const rows = <Row>(sql: string) => workspace.operator.tables.rows<Row>(sql);

test('each source is read separately, and a failure does not stop the others', async () => {
  first.reports = [report('a', DATE, 'scan_ssl', 3), report('both', DATE, 'scan_ntp', 2)];
  second.reports = [report('both', DATE, 'scan_ntp', 2), report('b', DATE, 'scan_http', 9)];
  sources = await opened(listed(true));
  writeFileSync(inFolder('drop', `${DATE}-scan_ftp-drop.csv`), report('drop', DATE, 'scan_ftp', 4).content);
  writeFileSync(inFolder('box', 'new', '1.a'), reportMail(1));
  const came = await cycle();
  expect(came.failures).toMatchObject([
    { source: 'cert-b', class: 'auth', code: 'api-auth', fatal: true },
    { source: 'unset', class: 'auth', code: 'source-secret', fatal: true },
  ]);
  expect(came.failures[1]!.message).toContain(
    'sources.unset.key is missing, because the environment variable NOT_SET is not set',
  );
  expect(ofSource(came, 'cert-a').taken.totals.accepted).toBe(5);
  expect(ofSource(came, 'drop').taken.totals.accepted).toBe(4);
  expect(ofSource(came, 'post').taken.totals.accepted).toBe(1);
});

test('each source remembers its readings, and a report from two sources counts once', async () => {
  const came = await cycle();
  // The account that was refused is read for the first time now; the others recognise their reports.
  expect(ofSource(came, 'cert-b').summary.json).toMatchObject({ listed: 1 });
  expect(ofSource(came, 'cert-b').taken.totals).toMatchObject({ accepted: 0, duplicate: 2 });
  expect(ofSource(came, 'cert-a').summary.json).toMatchObject({ listed: 2, known: 2, new: 0 });
  expect(ofSource(came, 'drop').summary.json).toMatchObject({ folder: { files: 1, known: 1, taken: 0 } });
  expect(ofSource(came, 'post').taken.outcomes).toEqual([]);
  expect(await rows('SELECT report_type AS type, rows FROM reports ORDER BY type, rows')).toEqual([
    { type: 'scan_ftp', rows: 4 },
    { type: 'scan_ntp', rows: 2 },
    { type: 'scan_ssl', rows: 1 },
    { type: 'scan_ssl', rows: 3 },
  ]);
});

test('runs have the names of their sources, and downloads are kept separate', async () => {
  const runs = await rows<{ command: string }>('SELECT DISTINCT command FROM runs ORDER BY command');
  expect(runs.map(({ command }) => command)).toEqual(
    expect.arrayContaining([
      'backfill cert-a',
      'backfill cert-b',
      'fetch cert-a',
      'folder drop',
      'mail fetch post',
    ]),
  );
  expect(readdirSync(inFolder('data', 'downloads')).sort()).toEqual(['cert-a', 'cert-b']);
});

test('one source is chosen by its name', async () => {
  sources = await opened(listed(), 'drop');
  expect(sources.map(({ entry }) => entry.name)).toEqual(['drop']);
  await expect(opened(listed(), 'dorp')).rejects.toThrow('there is no source "dorp" (did you mean "drop"?)');
});

test('a source that cannot be opened is an error if there are no others', async () => {
  await expect(opened(listed(), 'unset')).rejects.toMatchObject({ code: 'source-secret' });
});

test('a check continues after a source that fails', async () => {
  const checks = await checkSources(sources, { seconds: 20 });
  expect(checks.map((each) => [each.name, 'error' in each ? each.error.code : each.view.sentence])).toEqual([
    ['cert-a', expect.stringContaining('accepts the key')],
    ['cert-b', expect.stringContaining('accepts the key')],
    ['unset', 'source-secret'],
    ['drop', expect.stringMatching(/drop: 1 file/)],
    ['post', expect.stringContaining('to read')],
  ]);
});

test('the service keeps the state of each source from run to run', async () => {
  const { settings } = workspace;
  const front = await openFront({ settings, clock, log: SILENT_LOG, version: '1' });
  let cycles = 0;
  const service = await openService({
    ...{ workspace, sources, clock, front, log: SILENT_LOG, version: '1', runCommand: async () => 0 },
    wait: async (milliseconds, signal) => {
      // Sources that announce arrivals wait for them, while the service's clock continues.
      if (milliseconds > 30_000)
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      now = new Date(now.getTime() + milliseconds);
      if (service.status().lastRun && ++cycles > 100) service.stop();
    },
  });
  const before = healthOf(service.status(), clock()).sources;
  expect(before.map(({ name, status }) => [name, status])).toContainEqual(['cert-a', 'ok']);
  await service.run();
  const { sources: after, status, reason } = healthOf(service.status(), clock());
  expect(after.map((source) => [source.name, source.status, source.failed_in_a_row > 1])).toEqual([
    ['cert-a', 'ok', false],
    ['cert-b', 'ok', false],
    ['unset', 'failing', true],
    ['drop', 'ok', false],
    ['post', 'ok', false],
  ]);
  expect([status, reason]).toEqual(['failing', 'The credentials of unset are missing or refused.']);
});
