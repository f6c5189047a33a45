// Tests failures of `sundial ingest` from outside: one bad file is reported with its remedy, and the others are
// loaded.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeZip } from '../src/collect/testing/zip-writer.js';
import { lockFolder } from '../src/store/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { type Finished, type RunOptions, sundial } from './support/cli.js';
import { HEADER, numbers, report, reportFile, writeFile } from './support/reports.js';

const DATE = '2026-01-15';
const GOOD = reportFile('good', DATE);
const BAD = reportFile('bad', DATE);
const MIB = 1024 * 1024;
/** The size of an overlong line, and a limit of memory that a command exceeds if it holds the line. */
const OVERLONG = campaign({ short: { lineMib: 256, peakMib: 660 }, full: { lineMib: 1024, peakMib: 800 } });
const IS_ROOT = process.getuid?.() === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-failures-'));
  writeFile(folder, GOOD, report(numbers(1, 3)));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface FileJson {
  readonly path: string;
  readonly type: string | null;
  readonly date: string | null;
  readonly outcome: string;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly notices: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Ingests into a data folder, at first into one with an empty store. */
async function ingest(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { cwd = folder } = options;
  const data = path.join(cwd, 'data');
  if (!existsSync(data)) await placeEmptyStore(data);
  return sundial(['ingest', ...args, '--json', '--data-dir', 'data'], { ...options, cwd });
}

/** The only JSON document on stdout; any other output makes the test fail. */
const documentOf = (run: Finished): { status: string; files: FileJson[] } => JSON.parse(run.stdout);
const errorOf = (run: Finished): { code: string; message: string } => JSON.parse(run.stdout).error;

const LOADED = {
  path: GOOD,
  type: 'scan_ntp',
  date: DATE,
  outcome: 'loaded',
  rows: 3,
  accepted: 3,
  duplicate: 0,
  quarantined: 0,
  error: null,
};

describe('bad files beside a good one', () => {
  const utf16 = Buffer.from(`\uFEFF${report([1])}`, 'utf16le');
  const binary = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]), Buffer.alloc(4_000, 0xfe)]);
  const page = '<!DOCTYPE html>\n<html><title>Log in</title></html>\n';
  const zip = writeZip([{ name: BAD, content: Buffer.from(report(numbers(1, 50))) }]);
  const members = [
    { name: `../../${BAD}`, content: Buffer.from(report([7])) },
    { name: reportFile('inside', DATE), content: Buffer.from(report([8, 9])) },
  ];
  const bomb = [{ name: BAD, content: Buffer.alloc(64 * MIB, 'a') }];
  const header = reportFile('header', DATE);
  const link = path.join('in', reportFile('link', DATE));
  const beside = path.join('in', reportFile('beside', DATE));
  const missing = reportFile('missing', DATE);

  const refused: readonly [string, string, string | Buffer, string, RegExp][] = [
    ['an empty file', reportFile('empty', DATE), '', 'file-empty', /Fetch the report again/],
    ['a web page', reportFile('page', DATE), page, 'file-not-a-report', /HTML page.*CSV and JSON/],
    ['a binary file', reportFile('binary', DATE), binary, 'file-not-a-report', /CSV and JSON/],
    ['a UTF-16 file', reportFile('utf16', DATE), utf16, 'file-not-a-report', /UTF-16; save it as UTF-8/],
    ['a corrupt zip file', `${BAD}.zip`, zip.subarray(0, -40), 'archive-corrupt', /Fetch it again/],
    [
      'a file without type',
      'holiday.csv',
      report([1]),
      'report-name-unknown',
      /Rename the file.*--type and --date/,
    ],
  ];

  let shared: string;
  let run: Finished;
  beforeAll(async () => {
    shared = mkdtempSync(path.join(tmpdir(), 'sundial-failures-'));
    for (const [, name, content] of refused) writeFile(shared, name, content);
    writeFile(shared, 'day.zip', writeZip(members));
    writeFile(shared, 'bomb.zip', writeZip(bomb));
    writeFile(shared, header, `${HEADER}\n`);
    writeFile(shared, beside, report([5]));
    symlinkSync('nowhere.csv', path.join(shared, link));
    writeFile(shared, GOOD, report(numbers(1, 3)));
    const names = [...refused.map(([, name]) => name), 'day.zip', 'bomb.zip', missing, header, 'in', GOOD];
    run = await ingest(names, { cwd: shared });
  });
  afterAll(() => rmSync(shared, { recursive: true, force: true }));

  const fileOf = (name: string) => documentOf(run).files.filter((file) => file.path === name);
  /** The error of a file that was not loaded, which names the file. */
  function errorOfFile(name: string): { code: string; message: string } {
    const [file] = fileOf(name);
    expect(file).toMatchObject({ outcome: 'failed', rows: 0, accepted: 0, duplicate: 0, quarantined: 0 });
    expect(file!.error!.message).toContain(name.split(' > ')[0]);
    return file!.error!;
  }

  test('do not prevent the good file from being loaded', () => {
    expect(run.exitCode, run.stderr).toBe(3);
    expect(documentOf(run).status).toBe('partial');
    expect(fileOf(GOOD)).toMatchObject([LOADED]);
  });

  test.each(refused)('%s is refused with its remedy', (_, name, _content, code, remedy) => {
    const error = errorOfFile(name);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(remedy);
  });

  test('a member that points outside is refused, and the other members are loaded', () => {
    const files = documentOf(run).files.filter((file) => file.path.startsWith('day.zip'));
    const [error, ...others] = files.flatMap((file) => file.error ?? []);
    expect(others).toEqual([]);
    expect(error).toMatchObject({ code: 'archive-member-name' });
    expect(error!.message).toMatch(/day\.zip.*unsafe name.*not unpacked/);
    expect(files.filter(({ outcome }) => outcome === 'loaded').map(({ rows }) => rows)).toEqual([2]);
  });

  test('a zip bomb is stopped early, for the member and for the archive', () => {
    for (const name of [`bomb.zip > ${BAD}`, 'bomb.zip']) {
      const error = errorOfFile(name);
      expect(error.code).toBe('archive-limit');
      expect(error.message).toMatch(/bomb\.zip.*limit 400:1.*unpack it yourself/);
    }
  });

  test('a missing path is named', () => {
    expect(errorOfFile(missing)).toMatchObject({
      code: 'path-missing',
      message: expect.stringMatching(/Check the path/),
    });
  });

  test('a link to nothing in a folder does not hide the files beside it', () => {
    errorOfFile(link);
    expect(fileOf(beside)).toMatchObject([{ outcome: 'loaded', rows: 1 }]);
  });

  test('a report with only a header is loaded, with a note', () => {
    expect(fileOf(header)).toMatchObject([{ outcome: 'loaded', rows: 0, error: null }]);
    expect(fileOf(header)[0]!.notices).toEqual(['has a header but no rows']);
  });

  test('nothing else failed', () => {
    const failed = documentOf(run).files.filter(({ error }) => error);
    // Of the archives, one member of day.zip, and both the member and bomb.zip itself.
    expect(failed).toHaveLength(refused.length + 1 + 2 + 1 + 1);
  });
});

test.skipIf(IS_ROOT)(
  'a file that may not be read is named (skipped as root, who can read everything)',
  async () => {
    chmodSync(writeFile(folder, BAD, report([1])), 0);
    const { files } = documentOf(await ingest([BAD, GOOD]));
    const { error } = files.find((file) => file.path === BAD)!;
    expect(error!.code).toBe('file-unreadable');
    expect(error!.message).toMatch(/Check its permissions/);
  },
);

test('a bad file is reported to people in words, with the loaded files in a table', async () => {
  writeFile(folder, BAD, '');
  await placeEmptyStore(path.join(folder, 'data'));
  const run = await sundial(['ingest', BAD, GOOD, '--data-dir', 'data'], { cwd: folder });
  expect(run.exitCode).toBe(3);
  expect(run.stdout).toContain(`not loaded: ${BAD} is empty`);
  expect(run.stdout).toMatch(/scan_ntp.*good.*loaded/);
});

describe("a file that is not a report never takes a report's place", () => {
  const bodies = [
    '{"error":"No reports"}\n',
    '[]',
    'null',
    'Service temporarily unavailable, please try again later\n',
    'code,message\n429,Too Many Requests\n',
  ];

  test('an error message under the name of a report fails, and the report still counts; a header without rows is flagged', async () => {
    const names = bodies.map((_, at) => reportFile(`list${at}`, DATE));
    const good = () => {
      for (const [at, name] of names.entries()) writeFile(folder, name, report([at]));
    };
    good();
    writeFile(folder, BAD, report([1]));
    expect((await ingest([...names, BAD])).exitCode).toBe(0);
    for (const [at, name] of names.entries()) writeFile(folder, name, bodies[at]!);
    writeFile(folder, BAD, `${HEADER}\n`);
    const run = await ingest([...names, BAD]);
    expect(run.exitCode, run.stderr).toBe(3);
    const files = documentOf(run).files;
    expect(names.map((name) => files.find((file) => file.path === name)!.error?.code)).toEqual(
      bodies.map(() => 'file-not-a-report'),
    );
    expect(files.find((file) => file.path === BAD)!.notices).toEqual([
      'replaces an earlier version of 1 row',
      'has far fewer rows than before; "sundial reports restore" restores the earlier version',
      'has a header but no rows',
    ]);
    good();
    const again = documentOf(await ingest(names));
    expect(again.files.map(({ outcome, accepted }) => [outcome, accepted])).toEqual(
      bodies.map(() => ['known', 0]),
    );
  });
});

describe('usage', () => {
  test('an impossible date ends the command before anything is opened', async () => {
    const run = await ingest([GOOD, '--date', '2026-02-30']);
    expect(run.exitCode).toBe(2);
    expect(errorOf(run).message).toMatch(/--date.*2026-02-30.*2026-01-15/);
  });

  test.each([
    [['--colour'], /--colour/],
    [[], /path/],
  ])('%j is refused and named', async (args, named) => {
    const run = await sundial(['ingest', ...args], { cwd: folder });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(named);
    expect(run.stdout).toBe('');
  });
});

test('an overlong line is set aside in bounded memory, and the other file loads', async () => {
  const wide = createWriteStream(path.join(folder, BAD));
  const chunk = Buffer.alloc(MIB, 'a');
  wide.write(`${HEADER}\n`);
  for (let mib = 0; mib < OVERLONG.lineMib; mib++) if (!wide.write(chunk)) await once(wide, 'drain');
  wide.end();
  await finished(wide);
  const run = await ingest([BAD, GOOD], { watchMemory: true });
  expect(run.exitCode, run.stderr).toBe(3);
  const { files } = documentOf(run);
  expect(files.find((file) => file.path === GOOD)).toMatchObject(LOADED);
  const lost = { outcome: 'loaded', rows: 1, accepted: 0, quarantined: 1 };
  expect(files.find((file) => file.path === BAD)).toMatchObject(lost);
  expect(run.peakBytes, 'the peak was read').toBeGreaterThan(100 * MIB);
  expect(run.peakBytes).toBeLessThan(OVERLONG.peakMib * MIB);
});

test('if the holder of the store accepts no commands, a command waits, or fails and names the process', async () => {
  const data = path.join(folder, 'data');
  await placeEmptyStore(data);
  const lock = lockFolder(data);
  const refused = await ingest([GOOD, '--no-wait']);
  expect(errorOf(refused).code).toBe('store-locked');
  expect(errorOf(refused).message).toMatch(new RegExp(`process ${process.pid}, "sundial .*" since 20`));
  const waiting = ingest([GOOD]);
  lock.release();
  expect((await waiting).exitCode).toBe(0);
});

test('with --no-wait, a store in use by a writing command is refused at once, and that command is named', async () => {
  // A pipe that stays open keeps the first process busy for as long as the test needs.
  const pipe = path.join(folder, reportFile('pipe', DATE));
  execFileSync('mkfifo', [pipe]);
  const first = ingest([path.basename(pipe)]);
  // Opening the pipe returns once the first process reads, which then has the store.
  const writer = await open(pipe, 'w');
  const second = await ingest([GOOD, '--no-wait']);
  expect(second.exitCode).toBe(1);
  const error = errorOf(second);
  expect(error.code).toBe('turn-busy');
  expect(error.message).toMatch(/"sundial ingest" since 20\d\d-.*--wait/);
  await writer.writeFile(report([42]));
  await writer.close();
  const { exitCode, stdout, stderr } = await first;
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout).files[0]).toMatchObject({ rows: 1, accepted: 1 });
});

/** Mounts a small file system on a folder, if this machine permits it. */
function mountSmall(place: string, mib: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a full disk stops the command with a remedy; with free space the command continues', async (context) => {
  const place = path.join(folder, 'data');
  mkdirSync(place);
  if (!mountSmall(place, 12)) context.skip('only root can mount a small file system');
  try {
    const list = Array.from({ length: 6 }, (_, at) => reportFile(`list${at}`, DATE));
    for (const [at, name] of list.entries())
      writeFile(folder, name, report(numbers(at * 12_000, at * 12_000 + 11_999)));
    const full = await ingest(list);
    expect(full.exitCode, full.stdout).toBe(1);
    expect(errorOf(full).code).toBe('disk-full');
    expect(errorOf(full).message).toMatch(/disk is full.*Free space under .*run the command again/);
    execFileSync('mount', ['-o', 'remount,size=1g', place]);
    const again = await ingest(list);
    expect(again.exitCode, again.stdout).toBe(0);
    const accepted = documentOf(again).files.map((file) => file.rows);
    expect(accepted).toEqual(list.map(() => 12_000));
  } finally {
    execFileSync('umount', [place]);
  }
});
