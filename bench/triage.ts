// The triage benchmark: one day's decisions and its digest over very many open findings.
import path from 'node:path';
import { measure, script } from './child.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';
import type { TriageSize } from './triage-store.js';

export interface TriageBench extends TriageSize {
  /** An empty folder for all created files. */
  readonly folder: string;
}

interface Done {
  readonly seconds: { readonly decide: number; readonly digest: number; readonly processor: number };
  readonly counts: Readonly<Record<string, number>>;
  readonly shown: number;
}

/** Fills a store in one process and measures in another. @throws Error if the decisions do not add up */
export async function benchTriage({ folder, ...size }: TriageBench): Promise<Sheet> {
  const data = path.join(folder, 'data');
  const work = script('./triage-day.ts');
  await measure([...work, 'fill', data, JSON.stringify(size)]);
  const measured = await measure([...work, 'decide', data, '']);
  const { seconds, counts, shown } = JSON.parse(measured.stdout) as Done;
  const { all = 0, ...each } = counts;
  if (all !== Math.ceil(size.findings / Math.round(size.findings / size.today)))
    throw new Error(`${all} findings were decided where ${size.today} were seen today`);
  if (Object.values(each).reduce((sum, count) => sum + count, 0) !== all)
    throw new Error(`decisions do not add up: ${JSON.stringify(counts)}`);
  return {
    title: `triage: ${figure(size.findings)} open findings, ${figure(size.today)} seen today`,
    columns: ['', 'seconds'],
    rows: [
      ['states of all findings, and decisions', figure(seconds.decide, 2)],
      ['the digest as data', figure(seconds.digest, 2)],
      ['both', figure(seconds.decide + seconds.digest, 2)],
      ['processor time of the whole process', figure(seconds.processor, 2)],
    ],
    notes: [
      `${figure(size.devices)} devices, ${figure(size.entries)} whitelist entries (half of them networks and devices), a decision of the previous day for each finding`,
      `decided: ${Object.entries(counts)
        .map(([name, count]) => `${name} ${figure(count)}`)
        .join(', ')}; ${figure(shown)} rows reached JavaScript`,
      `largest size of the process ${mib(measured.peakBytes)}; it ran for ${figure(measured.seconds, 1)} s, including opening the store`,
      'the engine may use 1024 MiB for a query; everything else is its default',
      machineNote(),
    ],
    figures: { ...size, seconds, counts, shown, peakBytes: measured.peakBytes, ...machine() },
  };
}
