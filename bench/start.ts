// The start benchmark: the time of cheap commands compared with Node alone, on stores of several sizes.
import { writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { childrenSeconds, measure, SUNDIAL, script } from './child.js';
import { filesBelow } from './ingest.js';
import type { Opening } from './opening.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface StartBench {
  /** An empty folder for all created files. */
  readonly folder: string;
  /** The numbers of days of the stores, in ascending order. */
  readonly days: readonly number[];
  /** The number of runs of each command; commands take turns, so that all of them meet the same conditions. */
  readonly rounds: number;
}

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** The data folder, for commands that open a store. */
  readonly data?: string;
}

/** The times of a command in all of its runs. */
interface Taken {
  /** The time of each run, in ascending order. */
  readonly milliseconds: number[];
  /** Processor time of all runs, which depends less on other work of the machine. */
  cpuMilliseconds: number;
  peakBytes: number;
}

/** The measurements of a store without the command line. */
interface StoreFigures extends Opening {
  /** The number of files in the engine's folder. */
  readonly files: number;
}

/** Starts every command in turn, on a store for each number of days. */
export async function benchStart({ folder, days, rounds }: StartBench): Promise<Sheet> {
  const nothing = path.join(folder, 'nothing.cjs');
  writeFileSync(nothing, '');
  const stores = await makeStores(folder, days);
  const commands: Command[] = [
    { name: 'bare node', args: [nothing] },
    { name: '--help', args: [SUNDIAL, '--help'] },
    { name: 'completion bash', args: [SUNDIAL, 'completion', 'bash'] },
    { name: 'types', args: [SUNDIAL, 'types'] },
    ...stores.map(({ data, name }) => ({
      name: `reports, ${name}`,
      args: [SUNDIAL, 'reports', '--limit', '1', '--data-dir', data],
      data,
    })),
  ];
  const taken = await takeTurns(commands, rounds);
  const openings: (StoreFigures | undefined)[] = [];
  for (const { data } of commands) openings.push(data === undefined ? undefined : await openingOf(data));
  const bare = taken[0]!;
  const lines = commands.map(({ name }, at) => ({
    name,
    median: medianOf(taken[at]!),
    ratio: medianOf(taken[at]!) / medianOf(bare),
    cpuRatio: taken[at]!.cpuMilliseconds / bare.cpuMilliseconds,
    ...taken[at]!,
    ...openings[at],
  }));
  return {
    title: `start: cheap commands, each run ${rounds} times in turn`,
    columns: ['', 'ms p50', 'ms least', 'times bare', 'ms CPU', 'times bare', 'peak RSS', ...STORE_COLUMNS],
    rows: lines.map((line, at) => [
      line.name,
      figure(line.median),
      figure(line.milliseconds[0]!),
      figure(line.ratio, 2),
      figure(line.cpuMilliseconds / rounds),
      figure(line.cpuRatio, 2),
      mib(line.peakBytes),
      ...storeCells(openings[at]),
    ]),
    notes: [
      'stores are loaded by one command per day, with 6 reports of 20 rows',
      '"open" and "close" are those of the store alone, once, in a process that has loaded its modules',
      machineNote(),
    ],
    figures: { commands: lines, ...machine() },
  };
}

/**
 * Makes a store for each number of days: the first one day by day, each further one from a copy of the previous one.
 */
async function makeStores(
  folder: string,
  days: readonly number[],
): Promise<{ readonly name: string; readonly data: string }[]> {
  const stores = [];
  for (const [at, count] of days.entries()) {
    const data = path.join(folder, `days-${count}`);
    const before = at === 0 ? 0 : days[at - 1]!;
    if (at > 0) await cp(path.join(folder, `days-${before}`), data, { recursive: true });
    await measure([...script('daily-store.ts'), data, String(before), String(count)], {
      env: { UV_THREADPOOL_SIZE: '16' },
    });
    stores.push({ name: `${figure(count)} days`, data });
  }
  return stores;
}

async function takeTurns(commands: readonly Command[], rounds: number): Promise<Taken[]> {
  const taken: Taken[] = commands.map(() => ({ milliseconds: [], cpuMilliseconds: 0, peakBytes: 0 }));
  for (let round = 0; round < rounds; round++)
    for (const [at, { args }] of commands.entries()) {
      const sums = taken[at]!;
      const before = childrenSeconds();
      const { seconds, peakBytes } = await measure(args);
      sums.milliseconds.push(seconds * 1000);
      sums.cpuMilliseconds += (childrenSeconds() - before) * 1000;
      sums.peakBytes = Math.max(sums.peakBytes, peakBytes);
    }
  for (const { milliseconds } of taken) milliseconds.sort((a, b) => a - b);
  return taken;
}

const medianOf = ({ milliseconds }: Taken): number => milliseconds[Math.floor(milliseconds.length / 2)]!;

async function openingOf(data: string): Promise<StoreFigures> {
  const { stdout } = await measure([...script('opening.ts'), data]);
  return { ...(JSON.parse(stdout) as Opening), files: filesBelow(path.join(data, 'engine')).length };
}

const STORE_COLUMNS = ['parts', 'files', 'ms open', 'ms close'];

const storeCells = (store: StoreFigures | undefined): string[] =>
  store
    ? [store.parts, store.files, store.openSeconds * 1000, store.closeSeconds * 1000].map((each) =>
        figure(each),
      )
    : [];
