// Kills `sundial mail fetch` with SIGKILL at random moments: no message is lost, none is handled twice, all are marked.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letter, otherMail, zipped } from '../src/collect/testing/mail-writer.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const MESSAGES = campaign({ short: 12, full: 30 });
const STORES = campaign({ short: 1, full: 2 });
/** The number of kills for one store; after a run that completes, nothing remains to be disturbed. */
const KILLS = campaign({ short: 2, full: 4 });
const SEED = 20260116;
const DELIVERED = new Date('2026-01-16T05:00:00Z');
const ENV = {
  SUNDIAL_MAIL_SENDERS: '@example.com',
  SUNDIAL_MAIL_LIST_DOMAINS: 'lists.example.com',
  SUNDIAL_LOAD_BATCH_MIB: '1',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-mail-crash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reports of several lists and days, some of them repeated or in a newer version; damaged reports; other mail. */
function message(number: number): Buffer {
  if (number % 10 === 9) return otherMail(number);
  const list = `list${number % 7}`;
  const name = reportFile(list, `2026-01-${15 + (number % 3)}`, 'scan_ssl');
  const content = report(numbers(number * 10, number * 10 + 1_500));
  const leaf = zipped(content, name);
  const headers = {
    'Message-ID': `<${number}@example.com>`,
    'List-Id': `<${list}.lists.example.com>`,
    Date: new Date(DELIVERED.getTime() + number * 60_000).toUTCString(),
  };
  const damaged = { ...leaf, content: Buffer.from(leaf.content as Buffer).subarray(0, -40) };
  return letter({ headers, leaves: [number % 10 === 8 ? damaged : leaf] });
}

const placeOf = (store: string) => path.join(folder, store);

/** Each store has its own Maildir, because marks change it, and an empty data folder. */
async function makeMailbox(store: string): Promise<void> {
  for (const sub of ['new', 'cur', 'tmp'])
    mkdirSync(path.join(placeOf(store), 'box', sub), { recursive: true });
  for (let number = 0; number < MESSAGES; number++) {
    const file = path.join(placeOf(store), 'box', 'new', `${1_768_539_600 + number}.M1.host`);
    writeFileSync(file, message(number));
    utimesSync(file, DELIVERED, DELIVERED);
  }
  await placeEmptyStore(path.join(placeOf(store), 'data'));
}

const fetchMail = (store: string, options: Partial<RunOptions> = {}) =>
  sundial(['mail', 'fetch', 'box', '--data-dir', 'data', '--json'], {
    cwd: placeOf(store),
    env: ENV,
    ...options,
  });

/** Fetches to the end; returns milliseconds of processor time. */
async function complete(store: string): Promise<number> {
  const run = await fetchMail(store, { watchWork: true });
  expect([0, 3], run.stderr + run.stdout).toContain(run.exitCode);
  return run.work;
}

async function state(store: string): Promise<object> {
  const checksums = await checksumsOf(path.join(placeOf(store), 'data'));
  const files = ['new', 'cur'].map((sub) => readdirSync(path.join(placeOf(store), 'box', sub)).sort());
  return { checksums, files };
}

/**
 * Kills after some work, when messages are marked, or when their record becomes files, in an order that differs by
 * store.
 */
function killOf(store: string, at: number, { share, changes }: Draw, work: number): Partial<RunOptions> {
  const record = path.join(placeOf(store), 'data', 'engine', 'data', 'default', 'message_versions');
  const marks = path.join(placeOf(store), 'box', 'cur');
  const place = (at + Number(store.slice(-1))) % 2 === 0 ? undefined : at < 2 ? marks : record;
  if (!place || !existsSync(place)) return { killAtWork: share * work };
  return { killAtChange: { folder: realpathSync(place), changes } };
}

interface Draw {
  readonly share: number;
  readonly changes: number;
}

test('killed at random moments, a fetch of mail ends up as if undisturbed', async () => {
  await makeMailbox('undisturbed');
  const work = await complete('undisturbed');
  await complete('undisturbed');
  const expected = await state('undisturbed');
  const draw = fc.record({
    share: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    changes: fc.integer({ min: 1, max: 8 }),
  });
  const draws = fc.sample(fc.array(draw, { minLength: KILLS, maxLength: KILLS }), {
    seed: SEED,
    numRuns: STORES,
  });
  let kills = 0;
  for (const [number, drawn] of draws.entries()) {
    const store = `store${number}`;
    await makeMailbox(store);
    for (const [at, one] of drawn.entries()) {
      const run = await fetchMail(store, killOf(store, at, one, work));
      if (run.signal !== 'SIGKILL') break;
      kills++;
    }
    await complete(store);
    expect(await state(store), store).toEqual(expected);
  }
  expect(kills).toBeGreaterThanOrEqual(STORES);
});
