// The memory benchmark: the peak memory of the process in each step of one load.
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle, READER_THREAD, ROOT } from '../scripts/bundle.js';
import { type Measured, type Resident, residentOf } from './child.js';
import { makeReport, type Report, sundialIngest } from './ingest.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface MemoryBench extends Report {
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** The steps of a load, in their order. */
export const STEPS = [
  'open the store',
  'copy to the archive',
  'read and insert',
  'mark duplicates',
  'count values',
  'flip',
  'make findings',
  'finish the original',
  'close the store',
] as const;
export type Step = (typeof STEPS)[number];

/** The child's own figures of its memory, in bytes. */
export interface Held {
  /** The heaps of all threads' JavaScript, used or not. */
  readonly heapBytes: number;
  /** JavaScript's memory outside of its heaps: buffers, the memory of WebAssembly. */
  readonly externalBytes: number;
  /** The engine's own count of its allocations. */
  readonly engineBytes: number;
}

/** The child's messages. */
export type FromChild = { readonly step: Step } | { readonly held: Held } | { readonly accepted: number };

/** The largest value of each figure in a step; they may occur at different times. */
interface Peak extends Resident, Held {
  readonly seconds: number;
}

const SAMPLE_MS = 20;
const CHILD = 'bench/memory-child.ts';
/** Two levels below the project, as `bundle` requires, and within it, where the packages are found. */
const BUNDLE = path.join(ROOT, 'node_modules', '.sundial-bench');
const NO_PEAK: Peak = {
  seconds: 0,
  anonymousBytes: 0,
  fileBytes: 0,
  heapBytes: 0,
  externalBytes: 0,
  engineBytes: 0,
};

/** Loads the report twice: with the command that users run, and in a process that reports its steps. */
export async function benchMemory(options: MemoryBench): Promise<Sheet> {
  const { folder, rows } = options;
  const { file, columns, bytes } = await makeReport(folder, options);
  const whole = await sundialIngest(path.join(folder, 'whole'), [file]);
  const peaks = await loadInSteps(path.join(folder, 'steps'), file, rows);
  return {
    title: `memory: ${figure(rows)} rows, ${columns.length} columns, ${figure(bytes / 1_000_000, 1)} MB (generator: ${options.generator})`,
    columns: ['peak of the step', 's', 'anonymous', 'file', 'JS heaps', 'JS outside', 'engine'],
    rows: [
      ...STEPS.flatMap((step) => {
        const peak = peaks.get(step);
        return peak ? [line(step, peak)] : [];
      }),
      line('all steps', [...peaks.values()].reduce(higher, NO_PEAK)),
      commandLine(whole),
    ],
    notes: [
      "anonymous: memory that only this process can hold; file: pages of files, nearly all of the engine's library, which",
      '    the system shares and drops',
      'JS heaps and JS outside (buffers, WebAssembly): all threads; engine: its own count of allocations. Both are part of',
      '    anonymous memory, are read less often, and include memory that was never touched',
      'the steps were measured in a program of the same code that reports its steps',
      machineNote(),
    ],
    figures: { rows, bytes, peaks: Object.fromEntries(peaks), whole, ...machine() },
  };
}

function line(name: string, peak: Peak): string[] {
  const { seconds, anonymousBytes, fileBytes, heapBytes, externalBytes, engineBytes } = peak;
  return [
    name,
    figure(seconds, 2),
    ...[anonymousBytes, fileBytes, heapBytes, externalBytes, engineBytes].map(mib),
  ];
}

function commandLine({ seconds, peakAnonymousBytes, peakFileBytes }: Measured): string[] {
  return ['sundial ingest', figure(seconds, 2), mib(peakAnonymousBytes), mib(peakFileBytes), '', '', ''];
}

/** The largest of each value, and the sum of the times. */
function higher(a: Peak, b: Peak): Peak {
  return {
    seconds: a.seconds + b.seconds,
    anonymousBytes: Math.max(a.anonymousBytes, b.anonymousBytes),
    fileBytes: Math.max(a.fileBytes, b.fileBytes),
    heapBytes: Math.max(a.heapBytes, b.heapBytes),
    externalBytes: Math.max(a.externalBytes, b.externalBytes),
    engineBytes: Math.max(a.engineBytes, b.engineBytes),
  };
}

/** Bundles the child like the program, whose memory would be larger when run from its sources; returns its file. */
async function builtChild(): Promise<string> {
  const { outputFiles } = await bundle([CHILD, READER_THREAD], BUNDLE);
  mkdirSync(BUNDLE, { recursive: true });
  for (const { path: file, contents } of outputFiles) writeFileSync(file, contents);
  return path.join(BUNDLE, `${path.basename(CHILD, '.ts')}.js`);
}

/** @throws Error if the child fails or does not load all rows */
async function loadInSteps(data: string, file: string, rows: number): Promise<Map<Step, Peak>> {
  mkdirSync(data);
  const child = fork(await builtChild(), [data, file], {
    execArgv: [],
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const peaks = new Map<Step, Peak>();
  let step: Step = STEPS[0];
  let began = performance.now();
  let accepted = 0;
  const note = (values: Partial<Peak>) =>
    peaks.set(step, higher(peaks.get(step) ?? NO_PEAK, { ...NO_PEAK, ...values }));
  const sample = () => note(residentOf(child.pid));
  const enter = (next: Step) => {
    // A large report is read while it is copied to the archive, and steps of one kind may follow each other.
    if (STEPS.indexOf(next) <= STEPS.indexOf(step)) return;
    sample();
    note({ seconds: (performance.now() - began) / 1000 });
    began = performance.now();
    step = next;
  };
  child.on('message', (message: FromChild) => {
    if ('step' in message) enter(message.step);
    else if ('held' in message) note(message.held);
    else accepted = message.accepted;
  });
  const watch = setInterval(sample, SAMPLE_MS);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  clearInterval(watch);
  note({ seconds: (performance.now() - began) / 1000 });
  if (exitCode !== 0) throw new Error(`the load in steps ended with ${exitCode}`);
  if (accepted !== rows) throw new Error(`wrong counts: ${accepted} of ${rows} rows`);
  return peaks;
}
