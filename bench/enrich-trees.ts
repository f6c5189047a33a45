// The benchmark of the trees: one report is processed, and both trees are written in one pass over its processed file.
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../src/catalogue/index.js';
import {
  type EnrichedAddress,
  type ProcessMark,
  processReport,
  StageFiles,
  sortReport,
} from '../src/stages/index.js';
import { writeReport } from './make-report.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

export interface TreesBench {
  readonly folder: string;
  readonly rows: number;
}

const REPORT = { type: 'scan_ssl', date: '2026-01-15', list: 'example' };

/** Countries of the addresses. */
const COUNTRIES = ['AT', 'BE', 'CH', 'DE', 'ES', 'FR', 'GB', 'IT', 'NL', 'PL', 'SE', 'US'] as const;

export async function benchTrees({ folder, rows }: TreesBench): Promise<Sheet> {
  const facts = loadCatalogue().describe(REPORT.type);
  const file = path.join(folder, 'trees.csv');
  const { columns } = facts;
  await writeReport(file, { columns, rows, date: REPORT.date, seed: 1 });
  const files = new StageFiles(path.join(folder, 'stages'));
  const processed = await timed(async () => {
    const open = () => createReadStream(file, { highWaterMark: 256 * 1024 });
    const made = await processReport(files, {
      report: REPORT,
      facts,
      path: file,
      open,
      enrich: async (addresses) => new Map(addresses.map((address, at) => [address, enrichedIn(at)])),
    });
    await files.place(made.ready);
    const targets = made.ready.map(({ target }) => target);
    return { ...made, content: '', state: 'done', at: '', files: targets } satisfies ProcessMark & object;
  });
  const sorted = await timed(async () => {
    const request = {
      report: REPORT,
      facts,
      processed: processed.result,
      trees: ['country', 'service'],
    } as const;
    const { ready, rows: read } = await sortReport(files, request);
    await files.place([...ready.country, ...ready.service]);
    return { countries: ready.country.length, read };
  });
  const { countries, read } = sorted.result;
  if (countries < COUNTRIES.length) throw new Error(`only ${countries} countries have files`);
  if (read !== rows) throw new Error(`${read} of ${rows} rows are in the trees`);
  const line = (name: string, { seconds, processorSeconds }: Timed<unknown>) => [
    name,
    ...[seconds, processorSeconds].map((each) => figure(each, 2)),
    figure(rows / seconds),
  ];
  return {
    title: `trees: ${figure(rows)} events, files by country: ${figure(countries)}`,
    columns: ['', 's', 'processor s', 'events/s'],
    rows: [line('process', processed), line('country and service', sorted)],
    notes: [`the processed file has ${figure(processed.result.bytes / 1_000_000)} MB`, machineNote()],
    figures: {
      ...{ rows, countries, processSeconds: processed.seconds, treeSeconds: sorted.seconds },
      ...machine(),
    },
  };
}

/** The report's own codes are reserved for users, so that the enriched country decides. */
function enrichedIn(number: number): EnrichedAddress {
  return { values: { geo: COUNTRIES[number % COUNTRIES.length]! }, by: 'bench@00000000', at: '' };
}

interface Timed<T> {
  readonly result: T;
  readonly seconds: number;
  readonly processorSeconds: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    result,
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (user + system) / 1_000_000,
  };
}
