// Kills stages of the mail pipeline with SIGKILL: `country` while it writes, `ingest` while it loads, and all of them at
// random moments. Resumed, they end up as if undisturbed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letter, zipped } from '../src/collect/testing/mail-writer.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const STORES = campaign({ short: 1, full: 3 });
const REPORTS = campaign({ short: 4, full: 12 });
const ROWS = 1_500;
const SEED = 20260302;
const COUNTRIES = ['KE', 'UG', 'TZ', 'ZZ'];
const ENV = {
  SUNDIAL_MAIL_SOURCE: 'mbox',
  SUNDIAL_MAIL_PATH: 'reports.mbox',
  SUNDIAL_MAIL_SENDERS: '@example.com',
  SUNDIAL_MAIL_LIST_DOMAINS: 'lists.example.com',
  SUNDIAL_LOAD_BATCH_MIB: '1',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-stages-crash-'));
  const messages = numbers(0, REPORTS - 1).map(
    (number) => `From a@example.com Fri Jan 16 05:00:00 2026\n${message(number)}`,
  );
  writeFileSync(path.join(folder, 'reports.mbox'), messages.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The last message issues the first report again, with fewer rows. */
function message(number: number): string {
  const list = `list${number % (REPORTS - 1)}`;
  let row = 0;
  const content = report(
    numbers(number * ROWS, number * ROWS + (number < REPORTS - 1 ? ROWS : 99)),
  ).replaceAll(',ZZ,', () => `,${COUNTRIES[row++ % COUNTRIES.length]},`);
  const headers = {
    'Message-ID': `<${number}@example.com>`,
    'List-Id': `<${list}.lists.example.com>`,
    Date: new Date(Date.UTC(2026, 0, 16, 5, number)).toUTCString(),
  };
  return letter({ headers, leaves: [zipped(content, reportFile(list, '2026-01-15'))] }).toString('latin1');
}

/** Each store has a folder of its own. */
const run = (store: string, stages: string, options: Partial<RunOptions> = {}) =>
  sundial(['run', ...stages.split(' '), '--data-dir', store, '--json'], {
    ...{ cwd: folder, env: ENV },
    ...options,
  });

async function complete(store: string, stages: string): Promise<number> {
  const { exitCode, stderr, stdout, work } = await run(store, stages, { watchWork: true });
  expect(exitCode, stderr + stdout).toBe(0);
  return work;
}

/** Everything that stages write for others: the files without the ledger, and the store. */
async function state(store: string): Promise<object> {
  const stages = path.join(folder, store, 'stages');
  const names = readdirSync(stages, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name) && !name.startsWith('ledger'))
    .sort();
  const files = names.map((name) => [name, readFileSync(path.join(stages, name), 'utf8')]);
  return { files, checksums: await checksumsOf(path.join(folder, store)) };
}

const draw = fc.record({
  /** Changes in the folder of unfinished files before stage `country` is killed. */
  changes: fc.integer({ min: 1, max: 6 }),
  /** The part of its work before `ingest`, or before all stages, are killed. */
  share: fc.double({ min: 0.5, max: 0.9, noNaN: true }),
});

test('killed at random moments, stages end up as if undisturbed', async () => {
  await placeEmptyStore(path.join(folder, 'undisturbed'));
  await complete('undisturbed', 'email migrate refresh process country service');
  const work = await complete('undisturbed', 'ingest');
  const expected = await state('undisturbed');
  for (const [number, { changes, share }] of fc.sample(draw, { seed: SEED, numRuns: STORES }).entries()) {
    const store = `store${number}`;
    await placeEmptyStore(path.join(folder, store));
    await run(store, 'all', { killAtWork: 2 * share * work });
    await complete(store, 'email process');
    const incoming = path.join(folder, store, 'stages', 'incoming');
    const country = await run(store, 'country service --tracker=off', {
      killAtChange: { folder: incoming, changes },
    });
    expect(country.signal).toBe('SIGKILL');
    await run(store, 'ingest --tracker=off', { killAtWork: share * work });
    await complete(store, 'all');
    expect(await state(store), store).toEqual(expected);
  }
});
