// Kills `sundial digest` with SIGKILL at random moments: digest and tables end up equal to those of an undisturbed
// run.
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { addressOf, numbers, reportFile, writeFile } from './support/reports.js';

const STORES = campaign({ short: 1, full: 2 });
const KILLS = campaign({ short: 1, full: 4 });
/** After a command that completes, nothing remains to be disturbed in its store. */
const LEAST_KILLS = campaign({ short: 1, full: 4 });
const SEED = 20260117;
const [FIRST, SECOND] = ['2026-01-15', '2026-01-16'];

let folder: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sundial-digest-crash-')));
  await makeStore();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowOf = (day: string, severity: string) => (number: number) =>
  `${day} 01:02:03,${severity},${addressOf(number)},udp,${number % 7},host${number}.example`;
const reportOf = (...rows: readonly string[]) =>
  `${['timestamp,severity,ip,protocol,port,hostname', ...rows].join('\n')}\n`;

const dataOf = (store: string) => path.join(folder, store);
const run = (store: string, args: readonly string[], options: Partial<RunOptions> = {}) =>
  sundial([...args, '--data-dir', dataOf(store), '--json'], {
    cwd: folder,
    env: { SUNDIAL_RESOLVE_MISSES: '1' },
    ...options,
  });
async function complete(store: string, ...args: readonly string[]): Promise<{ out: string; work: number }> {
  const { exitCode, stderr, stdout, work } = await run(store, args, { watchWork: true });
  expect(exitCode, stderr).toBe(0);
  return { out: stdout, work };
}

/** Makes one digest; before the next one there are new, worse, absent, withdrawn and accepted findings. */
async function makeStore(): Promise<void> {
  const write = (into: string, day: string, type: string, ...rows: readonly string[]) =>
    writeFile(path.join(folder, into), reportFile('north', day, type), reportOf(...rows));
  const medium = rowOf(FIRST!, 'medium');
  write('before', FIRST!, 'scan_ntp', ...numbers(1, 3_000).map(medium));
  write('before', FIRST!, 'scan_ssl', ...numbers(1, 1_000).map(medium));
  write('after', FIRST!, 'scan_ssl', ...numbers(200, 1_000).map(medium));
  write('after', SECOND!, 'scan_ntp', ...numbers(500, 4_000).map(rowOf(SECOND!, 'high')));
  write('after', SECOND!, 'scan_ssl', ...numbers(200, 1_500).map(rowOf(SECOND!, 'medium')));
  writeFile(folder, 'devices.csv', 'device,network\ncampus,2001:db8::/117\nlab,2001:db8::800/118\n');
  await placeEmptyStore(dataOf('base'));
  await complete('base', 'ingest', 'before');
  await complete('base', 'inventory', 'import', 'devices.csv');
  await complete('base', 'digest', '--date', FIRST!);
  await complete('base', 'whitelist', 'insert', '-t', 'ntp', '-d', '30', '2001:db8::400/120');
  await complete('base', 'ingest', 'after');
}

const copyOf = (store: string) => cpSync(dataOf('base'), dataOf(store), { recursive: true });

/** The digest as printed, except for its number, because each killed digest has used one. */
function printed(out: string): object {
  const { digest: _, ...rest } = JSON.parse(out);
  return rest;
}

/** A kill: at a fraction of the command's work, or at the nth change of a table's folder. */
interface Draw {
  readonly share: number;
  readonly changes: number;
  readonly table: string | undefined;
}

function killOf(store: string, { share, changes, table }: Draw, work: number): Partial<RunOptions> {
  if (!table) return { killAtWork: share * work };
  // The engine refers to a table's folder by an absolute link, which still points to the original in a copy.
  const place = realpathSync(path.join(dataOf('base'), 'engine', 'data', 'default', table));
  return { killAtChange: { folder: place.replace(dataOf('base'), dataOf(store)), changes } };
}

test('killed at random moments, a digest ends up as if undisturbed', async () => {
  const digest = ['digest', '--date', SECOND!];
  copyOf('undisturbed');
  const { out, work } = await complete('undisturbed', ...digest);
  const [expected, tables] = [printed(out), await checksumsOf(dataOf('undisturbed'))];
  expect(expected).toMatchObject({ counts: { handle: 2816, recent: 801, whitelisted: 256, unknown: 929 } });
  const draw = fc.record({
    share: fc.double({ min: 0.4, max: 0.85, noNaN: true }),
    changes: fc.integer({ min: 1, max: 3 }),
    table: fc.constantFrom(
      undefined,
      'finding_event_rows',
      'triage_candidates',
      'decision_rows',
      'digest_log',
    ),
  });
  const draws = fc.sample(fc.array(draw, { minLength: KILLS, maxLength: KILLS }), {
    seed: SEED,
    numRuns: STORES,
  });
  let kills = 0;
  for (const [number, drawn] of draws.entries()) {
    const store = `store${number}`;
    copyOf(store);
    for (const each of drawn) {
      const { signal } = await run(store, digest, killOf(store, each, work));
      if (signal !== 'SIGKILL') break;
      kills++;
    }
    expect(printed((await complete(store, ...digest)).out), store).toEqual(expected);
    expect(await checksumsOf(dataOf(store)), store).toEqual(tables);
    expect(
      readdirSync(path.join(dataOf(store), 'digests')).filter((name) => name.startsWith(SECOND!)),
    ).toHaveLength(4);
    rmSync(dataOf(store), { recursive: true });
  }
  expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS);
});
