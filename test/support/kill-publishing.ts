// Kills `sundial publish`, and the server to which it sends, at random moments while reports are issued again.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { placeEmptyStore, placeStore } from '../../src/store/testing/placed-store.js';
import { campaign } from '../setup/campaign.js';
import { type Finished, type RunOptions, sundial } from './cli.js';
import { numbers, report, reportFile } from './reports.js';

const KILLS = campaign({ short: 1, full: 3 });
const DAY = '2026-01-15';

/** The target of the killed commands, and one that is filled in the end for comparison. */
export type Side = 'disturbed' | 'reference';

export interface KilledPublishing {
  /** The folder of the configuration; reports and data are written to it as well. */
  readonly folder: string;
  readonly server: { crash(): Promise<void>; revive(): Promise<void> };
  /** The arguments of `publish` for a side. */
  readonly args: (side: Side) => readonly string[];
  readonly env: (side: Side) => Readonly<Record<string, string>>;
  readonly seed: number;
  /** Rows of each report, even. */
  readonly rows: number;
  /** Rounds with a kill on each side. */
  readonly kills?: number | undefined;
}

/** In the end, both sides have been sent what the store holds: 1.5 times the rows of a report, and one more. */
export async function killPublishing(given: KilledPublishing): Promise<void> {
  const { server, seed, args, kills: rounds = KILLS } = given;
  const publish = (side: Side, options?: RunOptions) =>
    command(given, side, ['publish', ...args(side)], options);
  const complete = async (side: Side) => {
    const { exitCode, stdout, stderr, work } = await publish(side, { watchWork: true });
    expect(exitCode, stderr + stdout).toBe(0);
    return work;
  };
  await placeStore(path.join(given.folder, 'data'), `first-version-${given.rows}`, async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'sundial-first-version-'));
    await placeEmptyStore(data);
    await load(given, 0, data);
    return data;
  });
  const work = await complete('disturbed');
  const shares = fc.sample(fc.double({ min: 0.3, max: 0.85, noNaN: true }), { seed, numRuns: rounds });
  let kills = 0;
  for (const [at, share] of shares.entries()) {
    await load(given, at + 1);
    const { signal } = await publish('disturbed', { killAtWork: share * work });
    if (signal === 'SIGKILL') kills++;
    const disturbed = publish('disturbed');
    await pause(1_000 * share);
    await server.crash();
    await server.revive();
    await disturbed;
  }
  expect(kills).toBeGreaterThan(0);
  await complete('disturbed');
  await complete('reference');
}

function command(
  { folder, env }: KilledPublishing,
  side: Side,
  args: readonly string[],
  options: RunOptions = {},
  data = 'data',
): Promise<Finished> {
  return sundial([...args, '--data-dir', data], { cwd: folder, env: env(side), ...options });
}

/** Loads the next version of two reports that share half of their rows; each version lacks half of the one before. */
async function load(given: KilledPublishing, version: number, data?: string): Promise<void> {
  const { folder, rows } = given;
  const files = ['alpha', 'beta'].map((list, at) => {
    const name = reportFile(list, DAY, 'scan_ssl');
    const from = ((at + version) * rows) / 2;
    writeFileSync(path.join(folder, name), report(numbers(from, from + rows)));
    return name;
  });
  const { exitCode, stderr } = await command(given, 'disturbed', ['ingest', ...files], {}, data);
  expect(exitCode, stderr).toBe(0);
}
