// Tests that after a power cut at any step the manifest names only whole events, and sending again brings everything.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LossyDisk } from '../../../domain/testing/lossy-disk.js';
import type { SliceContent } from '../../output.js';
import { NEVER } from '../../testing/events.js';
import { endRound, openFeed, QUICK_DISK, rowsOf } from '../testing/feed.js';
import { MispDouble } from '../testing/misp.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-misp-power-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Versions of reports, as numbers of their rows. */
const ROUNDS: readonly Readonly<Record<string, readonly number[]>>[] = [{ alpha: [1, 2] }, { alpha: [2] }];

/** The rows that a MISP has after its first pull. */
function pulled(feed: string): number[] {
  const misp = new MispDouble();
  misp.pull(feed);
  const rows = misp.objects.map(({ comment }) => JSON.parse(comment) as { row: { ip: string } });
  return rows.map(({ row }) => Number(row.ip.split('.').at(-1))).toSorted();
}

it('names only whole events, and completes the work with the next attempt', async () => {
  const work = path.join(root, 'work');
  let running: (typeof ROUNDS)[number] = {};
  let cuts = 0;
  /** Checks what a power cut would leave now. */
  const check = async (names: 'synced' | 'all') => {
    const folder = path.join(root, `after-${cuts}-${names}`);
    disk.leave(work, folder, names);
    const feed = path.join(folder, 'feed');
    if (existsSync(path.join(feed, 'manifest.json'))) pulled(feed);
    await send(feed, rowsOf(running));
    expect(pulled(feed)).toEqual(Object.values(running).flat().toSorted());
    rmSync(folder, { recursive: true, force: true });
  };
  const disk: LossyDisk = new LossyDisk(async () => {
    cuts++;
    for (const names of ['synced', 'all'] as const) await check(names);
  });
  for (const round of ROUNDS) {
    running = round;
    await send(path.join(work, 'feed'), rowsOf(round), disk);
  }
  expect(cuts).toBeGreaterThan(50);
}, 60_000);

async function send(feed: string, slice: SliceContent, disk = QUICK_DISK): Promise<void> {
  const output = await openFeed(feed, {}, disk);
  await output.replace!(slice, NEVER);
  await endRound(output);
}
