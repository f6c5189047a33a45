// Kills `sundial ingest` with SIGKILL at random moments: the final content of the store equals that of an undisturbed
// run.
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

/** The number of fresh stores to disturb, and of kills per command. Each store gets all commands. */
const STORES = campaign({ short: 1, full: 2 });
const KILLS = campaign({ short: 1, full: 5 });
/** Most kills have to hit the command while it is running. */
const LEAST_KILLS = campaign({ short: 1, full: 25 });
const SEED = 20260115;
/** A command that completes before its kill does not count; after this number of attempts it is no longer killed. */
const TRIES = 4 * KILLS;
const DATE = '2026-01-15';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-crash-'));
  writeInput();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three folders, one per command; a batch holds two or three of these files. */
function writeInput(): void {
  const write = (command: string, list: string, content: string, type?: string) =>
    writeFile(path.join(folder, command), reportFile(list, DATE, type), content);
  const lists = ['alpha', 'beta', 'gamma', 'delta'];
  for (const [at, list] of lists.entries())
    write('first', list, report(numbers(at * 2_000, at * 2_000 + 4_000)));
  write('first', 'alpha', report(numbers(1, 4_000)), 'scan_dns');
  write('first', 'large', report(numbers(1, 14_000)), 'scan_ssl');
  writeFile(path.join(folder, 'first'), 'page.csv', '<!doctype html><title>Log in</title>');
  // Re-issues: fewer rows, the same rows, a row that cannot be aligned; and a list that overlaps all.
  write('second', 'alpha', report(numbers(1_500, 4_500)));
  write('second', 'beta', report(numbers(2_000, 6_000), { reversed: true }));
  write('second', 'delta', `${report(numbers(7_000, 12_000))}${'x,'.repeat(30)}x\n`);
  write('second', 'omega', report(numbers(1, 9_000)));
  write('second', 'alpha', report([]), 'scan_dns');
  // A return to earlier content, and a second delivery of the current content.
  write('third', 'alpha', report(numbers(0, 4_000)));
  write('third', 'gamma', report(numbers(4_000, 8_000)));
  write('third', 'omega', report(numbers(1, 500)));
  write('third', 'alpha', report(numbers(1, 4_000)), 'scan_dns');
}

const COMMANDS = campaign({ short: ['first', 'second'], full: ['first', 'second', 'third'] });
const dataOf = (store: string) => path.join(folder, 'data', store);

/** The folder where the ledger's rows become files: changes there happen at a flip, or just before or after one. */
const ledgerOf = (store: string) => path.join(dataOf(store), 'engine', 'data', 'default', 'ledger');

const ingest = (store: string, command: string, options: Partial<RunOptions> = {}) =>
  sundial(['ingest', command, '--data-dir', dataOf(store), '--json'], {
    cwd: folder,
    env: { SUNDIAL_LOAD_BATCH_MIB: '1' },
    ...options,
  });

/** Runs a command to its end; returns milliseconds of processor time. */
async function complete(store: string, command: string): Promise<number> {
  const run = await ingest(store, command, { watchWork: true });
  expect([0, 3], run.stderr).toContain(run.exitCode);
  return run.work;
}

/** A kill: at a fraction of the command's work, or at the nth change of the ledger's folder. */
interface Kill {
  readonly share: number;
  readonly changes: number;
}

/** Starts and kills a command repeatedly; returns the number of kills that hit it while running. */
async function disturb(
  store: string,
  command: string,
  work: number,
  draws: readonly Kill[],
): Promise<number> {
  let kills = 0;
  for (const [at, { share, changes }] of draws.entries()) {
    if (kills === KILLS) break;
    // Flips are a hundredth of the work, so every other kill aims at one, in the second command also the first kill.
    const kill =
      (at + COMMANDS.indexOf(command)) % 2 === 1 && existsSync(ledgerOf(store))
        ? { killAtChange: { folder: realpathSync(ledgerOf(store)), changes } }
        : { killAtWork: share * work };
    const run = await ingest(store, command, kill);
    if (run.signal === 'SIGKILL') kills++;
    else expect([0, 3], run.stderr).toContain(run.exitCode);
  }
  return kills;
}

test('killed at random moments, a store ends up as if undisturbed', async () => {
  const works = new Map<string, number>();
  for (const command of COMMANDS) works.set(command, await complete('undisturbed', command));
  const expected = await checksumsOf(dataOf('undisturbed'));
  const kill = fc.record({
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    changes: fc.integer({ min: 1, max: 12 }),
  });
  const draws = fc.sample(fc.array(kill, { minLength: TRIES, maxLength: TRIES }), {
    seed: SEED,
    numRuns: STORES * COMMANDS.length,
  });
  let kills = 0;
  for (let number = 0; number < STORES; number++) {
    const store = `store${number}`;
    for (const command of COMMANDS) {
      kills += await disturb(store, command, works.get(command)!, draws.pop()!);
      await complete(store, command);
    }
    expect(await checksumsOf(dataOf(store)), store).toEqual(expected);
    expect(existsSync(path.join(dataOf(store), 'segments')), 'segments left behind').toBe(false);
    expect(readdirSync(path.join(dataOf(store), 'archive', 'incoming')), 'unfinished originals').toEqual([]);
    rmSync(dataOf(store), { recursive: true });
  }
  expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS);
});
