// Checks stages of the mail pipeline from a user's point of view: each documented command line, the ledger, re-issues,
// and failures that stay within one stage or one report.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letter, otherMail, zipped } from '../../../collect/testing/mail-writer.js';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareRun } from './run.js';

const session = new Session(declareRun);
const stages = join(session.data, 'stages');
const HEAD = 'timestamp,ip,port,geo\n';
const NETWORKS = 'network,asn,as_name\n192.0.2.0/31,64496,"Example, A"\n';

/** Puts a message with an attached report into the mailbox. */
function deliver(number: number, name: string, rows: string, { minute = 0, head = HEAD } = {}): void {
  const headers = {
    'Message-ID': `<${number}@example.com>`,
    Date: `Tue, 03 Mar 2026 05:${String(minute).padStart(2, '0')}:00 +0000`,
  };
  session.write(
    join('box', 'new', `${number}.a`),
    letter({ headers, leaves: [zipped(head + rows, name)] }).toString('latin1'),
  );
}

interface Shown {
  readonly stage: string;
  readonly tracker: string;
  readonly in: number;
  readonly out: number;
  readonly skipped: number;
  readonly failed: number;
  readonly rows: number;
  readonly items: readonly { readonly name: string; readonly outcome: string; readonly note: string }[];
  readonly error: { readonly code: string } | null;
}

async function run(line: string): Promise<{ stages: Shown[]; code: unknown }> {
  const { out, code } = await session.run([...line.split(' '), '--json']);
  return { stages: JSON.parse(out).stages, code };
}

/** What each stage did: its counts in one line. */
async function counts(line: string): Promise<string[]> {
  const { stages: shown } = await run(line);
  return shown.map(
    (each) =>
      `${each.stage} ${each.tracker}: ${each.in} in, ${each.out} out, ${each.skipped} skipped, ${each.failed} failed`,
  );
}

function filesIn(tree: string): string[] {
  if (!existsSync(join(stages, tree))) return [];
  return readdirSync(join(stages, tree), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .sort();
}

const rowsOf = (tree: string, file: string) =>
  readFileSync(join(stages, tree, file), 'utf8')
    .trimEnd()
    .split('\n').length - 1;

beforeAll(() => {
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(session.cwd, 'box', part), { recursive: true });
  const rules = 'senders: ["@example.com"], list_domains: [lists.example.com], signers: [example.com]';
  session.write(
    'sundial.yaml',
    `min_free_disk_mib: 0
sources:
  - {name: post, kind: maildir, path: box, ${rules}}
enrichers:
  - {name: own, kind: csv, from: "${session.write('networks.csv', NETWORKS)}"}
  - {name: lost, kind: csv, from: "${join(session.cwd, 'lost.csv')}"}
`,
  );
  deliver(1, '2026-03-02-scan_ntp-example.csv', '1,192.0.2.1,123,KE\n2,192.0.2.2,123,\n3,192.0.2.3,123,UG\n');
});
afterAll(() => session.remove());

test('email', async () => {
  const manual = await run('run email --tracker=manual');
  expect(manual.stages[0]!.items).toMatchObject([
    { outcome: 'would', name: expect.stringMatching(/> 1\.a$/) },
  ]);
  expect(await counts('run email')).toEqual(['email auto: 1 in, 1 out, 0 skipped, 0 failed']);
  expect(await counts('run email')).toEqual(['email auto: 0 in, 0 out, 0 skipped, 0 failed']);
  expect(await counts('run email --tracker=manual')).toEqual([
    'email manual: 0 in, 0 out, 0 skipped, 0 failed',
  ]);
});

test('email --tracker=off reads every message again, and says why it leaves one alone', async () => {
  session.write(join('box', 'new', '0.a'), otherMail().toString('latin1'));
  const { notes, out } = await session.run(['run', 'email', '--tracker=off']);
  expect(out).toMatch(/email +off +2 +1 +1 +0 /);
  expect(notes).toMatch(
    /^email: skipped .+ > 0\.a: was sent by somebody@example\.net, who is not one of sources\.post\.senders/,
  );
});

test('later stages name a report that is not processed yet', async () => {
  const { stages: shown, code } = await run('run refresh country service ingest');
  expect(shown.slice(1).map(({ out, skipped, items }) => [out, skipped, items])).toEqual(
    Array.from({ length: 3 }, () => [
      0,
      1,
      [
        {
          ...{ name: 'scan_ntp 2026-03-02 example', outcome: 'skipped', rows: 0, quarantined: 0 },
          note: 'stage process has not been done for its current content',
        },
      ],
    ]),
  );
  // One of the enrichers cannot be renewed.
  expect([code, filesIn('country')]).toEqual([EXIT.partial, []]);
});

test('manual lists what each stage would do, and changes nothing', async () => {
  const lines = (await session.run('run process country service ingest --tracker manual'.split(' '))).out;
  expect(lines.split('\n').slice(0, 4)).toEqual([
    'process: would do scan_ntp 2026-03-02 example',
    'country: would do scan_ntp 2026-03-02 example',
    'service: would do scan_ntp 2026-03-02 example',
    'ingest: would do scan_ntp 2026-03-02 example',
  ]);
  expect([filesIn('processed'), filesIn('country')]).toEqual([[], []]);
});

test('process --tracker-service=manual', async () => {
  expect(await counts('run process --tracker-service=manual')).toEqual([
    'process auto: 1 in, 1 out, 0 skipped, 0 failed',
  ]);
  expect(filesIn('processed')).toEqual(['2026/03/02/2026-03-02-scan_ntp-example.csv']);
});

test('email process country service', async () => {
  deliver(2, '2026-03-02-scan_new_thing-example.csv', '1,192.0.2.1,123,KE\n');
  expect(await counts('run country service email process')).toEqual([
    'email auto: 1 in, 1 out, 0 skipped, 0 failed',
    'process auto: 2 in, 1 out, 1 skipped, 0 failed',
    'country auto: 2 in, 2 out, 0 skipped, 0 failed',
    'service auto: 2 in, 2 out, 0 skipped, 0 failed',
  ]);
  expect(filesIn('country')).toEqual([
    '2026/03/02/KE/2026-03-02-scan_new_thing-example.csv',
    '2026/03/02/KE/2026-03-02-scan_ntp-example.csv',
    '2026/03/02/UG/2026-03-02-scan_ntp-example.csv',
    '2026/03/02/unknown/2026-03-02-scan_ntp-example.csv',
  ]);
  expect(filesIn('service')).toEqual([
    '2026/03/02/scan_new_thing/2026-03-02-scan_new_thing-example.csv',
    '2026/03/02/scan_ntp/2026-03-02-scan_ntp-example.csv',
  ]);
});

test('email refresh country service', async () => {
  deliver(3, '2026-03-02-scan_smb-example.csv', '1,192.0.2.1,445,KE\n');
  expect(await counts('run email refresh country service')).toEqual([
    'email auto: 1 in, 1 out, 0 skipped, 0 failed',
    'refresh auto: 5 in, 4 out, 0 skipped, 1 failed',
    'country auto: 3 in, 0 out, 3 skipped, 0 failed',
    'service auto: 3 in, 0 out, 3 skipped, 0 failed',
  ]);
});

test('all --tracker=auto', async () => {
  const { stages: shown, code } = await run('run all --tracker=auto');
  expect(shown.map(({ stage, out, failed }) => `${stage} ${out} ${failed}`)).toEqual([
    ...['email 0 0', 'migrate 6 0', 'refresh 4 1', 'process 1 0', 'country 1 0', 'service 1 0', 'ingest 3 0'],
  ]);
  expect(shown.at(-1)!.rows).toBe(5);
  const [failed] = shown[2]!.items.filter(({ outcome }) => outcome === 'failed');
  expect([failed!.name, code]).toEqual(['enricher lost', EXIT.partial]);
  expect(await counts('run country ingest')).toEqual([
    'country auto: 3 in, 0 out, 3 skipped, 0 failed',
    'ingest auto: 3 in, 0 out, 3 skipped, 0 failed',
  ]);
});

test('refresh and process give new values of the configured enrichers', async () => {
  await run('run refresh process --tracker=off');
  const [head, first, second] = readFileSync(
    join(stages, 'processed/2026/03/02/2026-03-02-scan_ntp-example.csv'),
    'utf8',
  ).split('\n');
  expect(head).toContain('"timestamp","ip","port","geo","enriched_asn","enriched_prefix","enriched_as_name"');
  expect(first).toMatch(/^"1","192.0.2.1","123","KE","64496","","Example, A",.*"own@[0-9a-f]{8}","20/);
  expect(second).toMatch(/^"2","192.0.2.2","123","","","","",.*"own@[0-9a-f]{8}","20/);
});

test('a re-issue replaces the files of the earlier version', async () => {
  deliver(4, '2026-03-02-scan_ntp-example.csv', '1,192.0.2.1,123,TZ\n2,192.0.2.2,123,TZ\n', { minute: 30 });
  await run('run all');
  const files = filesIn('country').filter((file) => file.includes('scan_ntp'));
  expect(files).toEqual(['2026/03/02/TZ/2026-03-02-scan_ntp-example.csv']);
  expect(rowsOf('country', files[0]!)).toBe(2);
  expect(rowsOf('service', '2026/03/02/scan_ntp/2026-03-02-scan_ntp-example.csv')).toBe(2);
  expect(filesIn('country').join()).not.toMatch(/UG|unknown/);
});

test('a report that is none fails alone, and a later stage says why it lacks the report', async () => {
  deliver(5, '2026-03-02-scan_rdp-example.csv', 'no report\n', { head: '' });
  deliver(6, '2026-03-03-scan_ntp-example.csv', '1,192.0.2.1,123,KE\n');
  const { stages: shown, code } = await run('run email process country');
  expect(shown.map(({ out, failed }) => [out, failed])).toEqual([
    [2, 0],
    [1, 1],
    [1, 0],
  ]);
  expect(shown[1]!.items.find(({ outcome }) => outcome === 'failed')!.note).toContain('timestamp');
  expect(code).toBe(EXIT.partial);
});

test('off does it again, and mends a tree that lost a file', async () => {
  const lost = join(stages, 'country', filesIn('country')[0]!);
  rmSync(lost);
  expect(await counts('run country --tracker=off --tracker-service=auto')).toEqual([
    'country off: 5 in, 4 out, 1 skipped, 0 failed',
  ]);
  expect(existsSync(lost)).toBe(true);
});

test('a stage that cannot begin leaves the others their work', async () => {
  const { stages: shown, code } = await run('run email process --source drop');
  expect(shown[0]!.error).toMatchObject({ code: 'usage' });
  expect(shown[1]).toMatchObject({ stage: 'process', error: null });
  expect(code).toBe(EXIT.usage);
});

test('keeps its files in a folder, and apart from those of another data folder', async () => {
  const shared = join(session.cwd, 'shared');
  const into = (folder: string, line: string) =>
    session.run(line.split(' '), { env: { SUNDIAL_STAGES_DIR: folder } });
  const file = session.write('file', '');
  const refused = await into(file, 'run process');
  expect([refused.code, refused.notes]).toEqual([
    EXIT.failed,
    expect.stringContaining(`error: ${file} cannot be written (not a directory)`),
  ]);
  await into(shared, 'run process --tracker=manual');
  expect(existsSync(shared)).toBe(false);
  expect((await into(shared, 'run process')).code).toBe(EXIT.done);
  expect((await into(shared, 'run process')).code).toBe(EXIT.done);
  session.write('shared/ledger/data-folder', '/srv/other\n');
  const taken = await into(shared, 'run process');
  expect([taken.code, taken.notes]).toEqual([
    EXIT.failed,
    expect.stringContaining('holds the stages of another data folder, /srv/other.'),
  ]);
});

test('counts rows that are set aside apart in every stage, and says so by its exit code', async () => {
  deliver(9, '2026-03-04-scan_aside-example.csv', '1,192.0.2.1,123,KE\n2,192.0.2.2,123,KE,surplus\n');
  const { stages: shown, code } = await run('run email process country service ingest');
  const ofReport = shown.slice(1).map(({ items }) => items.find(({ name }) => name.includes('scan_aside')));
  expect(ofReport.map((item) => [item?.outcome, (item as { rows?: number } | undefined)?.rows])).toEqual(
    Array.from({ length: 4 }, () => ['done', 1]),
  );
  expect(code).toBe(EXIT.partial);
});

test('refuses stages that do not exist, and a mixture with a cycle', async () => {
  expect((await session.run(['run', 'emial'])).notes).toContain(
    'there is no stage "emial" (did you mean "email"?)',
  );
  expect((await session.run(['run', 'all', '--once'])).code).toBe(EXIT.usage);
  expect((await session.run(['run', '--tracker', 'off', '--once'])).notes).toContain(
    '--tracker needs stages',
  );
  expect((await session.run(['run'])).notes).toContain('use --once or --backfill DAYS');
});
