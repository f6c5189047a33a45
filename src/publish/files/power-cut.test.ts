// Tests that after a power cut at any step the manifest names only whole files, and publishing again brings everything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LossyDisk } from '../../domain/testing/lossy-disk.js';
import { FINDING } from '../broker/testing/configured.js';
import type { EventMessage, FindingMessage } from '../messages.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { contentOf, manifestOf, type Options, openLake, readLake } from './testing/lake.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-lake-power-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const NEXT = { ...SLICE, date: '2026-01-16' };
const event = (list: string, number: number, slice = SLICE): EventMessage => ({
  ...eventOf(['ip'], { ip: `192.0.2.${number}` }, slice),
  list,
});

/** Versions of two slices, as re-issues would change them: files that appear, change, stay, vanish, and come back. */
const ROUNDS: readonly (readonly [slice: typeof SLICE, events: readonly EventMessage[]])[] = [
  [SLICE, [event('a', 1), event('a', 2), event('b', 3)]],
  [NEXT, [event('a', 1, NEXT)]],
  [SLICE, [event('a', 1), event('b', 3), event('c', 4)]],
  [SLICE, [event('c', 5)]],
  [NEXT, []],
  [SLICE, [event('b', 3), event('c', 5)]],
];

const replace = async (output: Output, [slice, events]: (typeof ROUNDS)[number]) =>
  output.replace!(contentOf(events, ['ip'], { slice }), NEVER);

/** The ids in files of a slice. */
const idsOf = (held: Awaited<ReturnType<typeof readLake>>, { date }: typeof SLICE) =>
  held.filter(({ id }) => id.includes(date)).map(({ id }) => id);

test.each<Options>([
  { template: '{date}/{type}/{list}' },
  { template: '{date}/{type}', compression: 'gzip' },
])(
  'after a power cut, each file is as the manifest says, and the next attempt completes the work (%j)',
  async (options) => {
    const work = path.join(root, 'work');
    /** The last round that was accepted of each slice, and the rounds begun since then. */
    const done = new Map<string, readonly string[]>();
    let running: (typeof ROUNDS)[number] | undefined;
    let cuts = 0;
    const disk: LossyDisk = new LossyDisk(async () => {
      const cut = ++cuts;
      for (const names of ['synced', 'all'] as const) {
        const folder = path.join(root, `after-${cut}-${names}`);
        disk.leave(work, folder, names);
        const lake = path.join(folder, 'lake');
        // Throws if a file is not what the manifest says.
        const held = await readLake(lake);
        for (const slice of [SLICE, NEXT]) {
          if (running?.[0] === slice) continue;
          expect(idsOf(held, slice)).toEqual(done.get(slice.date) ?? []);
        }
        const again = await openLake(lake, options);
        await again.prepare(NEVER);
        if (running) {
          await replace(again, running);
          const now = await readLake(lake);
          expect(idsOf(now, running[0])).toEqual(running[1].map(({ id }) => id));
          expect(manifestOf(lake).filter(({ state }) => state === 'changing')).toEqual([]);
        }
        rmSync(folder, { recursive: true, force: true });
      }
    });
    const output = await openLake(path.join(work, 'lake'), options, disk);
    await output.prepare(NEVER);
    for (const round of ROUNDS) {
      running = round;
      await replace(output, round);
      running = undefined;
      done.set(
        round[0].date,
        round[1].map(({ id }) => id),
      );
    }
    expect(cuts).toBeGreaterThan(60);
  },
);

const change = (step: number): FindingMessage => ({ ...FINDING, id: `${FINDING.finding}-${step}` });

test('after a power cut, no change of a finding is lost, and none is there twice after the next attempt', async () => {
  const work = path.join(root, 'work');
  const batches = [[change(1), change(2)], [change(2), change(3)], [change(4)]];
  const accepted = new Set<string>();
  let running: readonly FindingMessage[] = [];
  let cuts = 0;
  const disk: LossyDisk = new LossyDisk(async () => {
    const folder = path.join(root, `after-${++cuts}`);
    disk.leave(work, folder, 'all');
    const lake = path.join(folder, 'lake');
    await readLake(lake);
    const again = await openLake(lake);
    await again.prepare(NEVER);
    await again.deliver!({ carries: 'findings', findings: running }, NEVER);
    const held = (await readLake(lake)).map(({ id }) => id);
    expect(held.toSorted()).toEqual([...new Set([...accepted, ...running.map(({ id }) => id)])].toSorted());
    rmSync(folder, { recursive: true, force: true });
  });
  const output = await openLake(path.join(work, 'lake'), {}, disk);
  await output.prepare(NEVER);
  for (const findings of batches) {
    running = findings;
    await output.deliver!({ carries: 'findings', findings }, NEVER);
    for (const { id } of findings) accepted.add(id);
  }
  expect(cuts).toBeGreaterThan(25);
});
