// Checks that stage `migrate` unpacks what came by mail, and sorts it: reports, advisories and everything else.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Leaf, letter, zipped } from '../../collect/testing/mail-writer.js';
import { writeZip } from '../../collect/testing/zip-writer.js';
import type { TrackerMode } from '../../domain/stages.js';
import { migrateStage } from './migrate-stage.js';
import type { StageResult } from './stage-result.js';
import type { StageRun } from './stage-run.js';
import { digest, runOn, tallyOf } from './testing/run-on.js';

const CSV = 'timestamp,ip\n1,192.0.2.1\n';
const JSON_ROWS = ' [{"timestamp":"1","ip":"192.0.2.1"}]';
const SENT = '2026-03-03T05:06:07.000Z';
const attached = (name: string, content: Buffer | string): Leaf => ({ name, content, encoding: 'base64' });

/** A message with a report, an advisory in a folder of an archive, and another file; one without a report; a damaged one. */
const WITH_REPORT = letter({
  leaves: [
    { content: 'Dear colleagues' },
    zipped(CSV, '2026-03-02-scan_ntp-example.csv'),
    attached('more.zip', writeZip([{ name: 'notes/advisory 7.pdf', content: Buffer.from('%PDF') }])),
    attached('../../rules.bin', 'other'),
  ],
});
const ADVISORY = letter({ leaves: [{ content: 'Please patch' }] });
const DAMAGED = letter({
  leaves: [
    attached('plain.bin', 'kept'),
    attached('cut.zip', writeZip([{ name: 'a.txt', content: Buffer.alloc(99) }]).subarray(0, 60)),
  ],
});

let root: string;
let run: StageRun;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-migrate-'));
  run = runOn(root, [CSV, JSON_ROWS, WITH_REPORT, ADVISORY, DAMAGED]);
});
afterEach(() => rmSync(root, { recursive: true }));

async function receiveReport(content: string, type: string, message: Buffer): Promise<void> {
  const received = { sha256: digest(content), bytes: 1, publishedAt: 0, at: SENT, path: 'a', source: 'post' };
  await run.ledger.write({
    report: { type, date: '2026-03-02', list: 'example' },
    received: { ...received, message: digest(message) },
  });
}

async function receiveMessage(message: Buffer): Promise<void> {
  const about = { path: 'box > 1', source: 'post', from: 'a@example.com', subject: '', sent: SENT, at: SENT };
  await run.ledger.writeMessage({ ...about, sha256: digest(message) });
}

async function migrate(tracker: TrackerMode = 'auto'): Promise<StageResult> {
  const tally = tallyOf('migrate', tracker);
  await migrateStage(run, tally);
  return tally.end();
}

const filesIn = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
const short = (message: Buffer) => digest(message).slice(0, 12);
const contentOf = (name: string) => readFileSync(path.join(root, name));

it('unpacks reports under their own names, with the extension of what they are', async () => {
  await receiveReport(CSV, 'scan_ntp', WITH_REPORT);
  await receiveReport(JSON_ROWS, 'scan_smb', WITH_REPORT);
  expect(await migrate()).toMatchObject({ in: 2, out: 2 });
  expect(filesIn('reports')).toEqual([
    'reports/2026/03/02/2026-03-02-scan_ntp-example.csv',
    'reports/2026/03/02/2026-03-02-scan_smb-example.json',
  ]);
  expect(contentOf('reports/2026/03/02/2026-03-02-scan_ntp-example.csv').toString()).toBe(CSV);
});

it('sorts what people wrote to people into advisories, and other files into other', async () => {
  await receiveReport(CSV, 'scan_ntp', WITH_REPORT);
  await receiveMessage(WITH_REPORT);
  await receiveMessage(ADVISORY);
  expect(await migrate()).toMatchObject({ in: 3, out: 3, failed: 0 });
  const [ofArchive, ofMessage] = filesIn('advisories').sort((a, b) => b.length - a.length);
  expect(ofArchive).toMatch(
    new RegExp(`^advisories/2026/03/03/${short(WITH_REPORT)}-[0-9a-f]{4}-advisory_7~[0-9a-f]{12}\\.pdf$`),
  );
  expect(contentOf(ofArchive!).toString()).toBe('%PDF');
  // A message of the publisher without a report is an advisory itself.
  expect(ofMessage).toBe(`advisories/2026/03/03/${short(ADVISORY)}.eml`);
  expect(contentOf(ofMessage!)).toEqual(ADVISORY);
  const other = filesIn('other');
  expect(other).toEqual([
    expect.stringMatching(new RegExp(`^other/2026/03/03/${short(WITH_REPORT)}-[0-9a-f]{4}-`)),
  ]);
  expect(contentOf(other[0]!).toString()).toBe('other');
});

it('keeps the files before a damaged one, says which message it was, and does it again only on request', async () => {
  await receiveMessage(DAMAGED);
  const { failed, items } = await migrate();
  expect([failed, items[0]!.name]).toEqual([1, `message ${short(DAMAGED)} (box > 1)`]);
  expect(items[0]!.note).toContain('cut.zip');
  expect(filesIn('other').map((name) => contentOf(name).toString())).toEqual(['kept']);
  expect(await migrate()).toMatchObject({ in: 1, skipped: 1 });
  expect(await migrate('off')).toMatchObject({ in: 1, failed: 1 });
});

it('a rehearsal lists what would be sorted, and writes nothing', async () => {
  await receiveReport(CSV, 'scan_ntp', WITH_REPORT);
  await receiveMessage(WITH_REPORT);
  const { out, items } = await migrate('manual');
  expect([out, items.map(({ outcome }) => outcome)]).toEqual([2, ['would', 'would']]);
  expect(readdirSync(root)).toEqual(['incoming', 'ledger']);
});

it('a message whose report another message replaced since is no advisory', async () => {
  await receiveReport(CSV, 'scan_ntp', WITH_REPORT);
  // A copy of the report came with this one; the ledger names only the last message of a report.
  const earlier = letter({ leaves: [zipped(CSV, '2026-03-02-scan_ntp-example.csv')] });
  run = runOn(root, [CSV, JSON_ROWS, WITH_REPORT, ADVISORY, DAMAGED, earlier]);
  await receiveMessage(earlier);
  expect(await migrate()).toMatchObject({ in: 2, out: 2 });
  expect(readdirSync(root)).not.toContain('advisories');
});
