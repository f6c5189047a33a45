// The benchmark of enriched loads: the same report without enrichers, and with a table of many prefixes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Measured, measure, SUNDIAL } from './child.js';
import { makeReport, startSeconds, sundialIngest } from './ingest.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';
import { writeLines } from './write-lines.js';

export interface EnrichBench {
  /** An empty folder for all created files. */
  readonly folder: string;
  readonly rows: number;
  /** Prefixes of the table, a power of two: they divide 10.0.0.0/8, to which most addresses of the report belong. */
  readonly prefixes: number;
}

/** Loads the report into two new data folders, one after the other, and compares the times of the loads. */
export async function benchEnrich({ folder, rows, prefixes }: EnrichBench): Promise<Sheet> {
  const { file } = await makeReport(folder, { rows, generator: 'own' });
  const table = path.join(folder, 'table.pfx2as');
  await writeLines(table, tableLines(prefixes));
  const config = path.join(folder, 'sundial.yaml');
  writeFileSync(config, `enrichers:\n  - {name: routes, kind: prefixes, from: ${table}}\n`);
  const start = await startSeconds(folder);
  const plain = await sundialIngest(path.join(folder, 'plain'), [file]);
  const data = path.join(folder, 'enriched');
  mkdirSync(data);
  const update = await measure([SUNDIAL, 'enrich', 'update', '--config', config, '--data-dir', data]);
  const enriched = await measure([SUNDIAL, 'ingest', file, '--json', '--config', config, '--data-dir', data]);
  const known = await enrichedEvents(data);
  for (const run of [plain, enriched]) if (acceptedOf(run) !== rows) throw new Error('wrong counts');
  if (known === 0) throw new Error('no event was enriched');
  const [a, b] = [plain.seconds - start, enriched.seconds - start];
  const onTop = (b / a - 1) * 100;
  const processorOnTop = (enriched.processorSeconds / plain.processorSeconds - 1) * 100;
  const line = (name: string, run: Measured, seconds: number) => [
    name,
    figure(run.seconds, 2),
    figure(seconds, 2),
    figure(run.processorSeconds, 2),
    figure(rows / seconds),
    mib(run.peakBytes),
  ];
  return {
    title: `enrich: ${figure(rows)} events, ${figure(prefixes)} prefixes`,
    columns: ['', 's whole', 's load', 'processor s', 'rows/s', 'peak RSS'],
    rows: [line('(a) without enrichers', plain, a), line('(b) enriched', enriched, b)],
    notes: [
      `on top of the load: ${figure(onTop, 1)} %, of processor time ${figure(processorOnTop, 1)} %, filling the dictionary included (goal: below 20 %)`,
      `${figure(known)} events in a prefix; "sundial enrich update": ${figure(update.seconds, 2)} s, ${mib(update.peakBytes)} peak RSS`,
      machineNote(),
    ],
    figures: {
      ...{ rows, prefixes, known, plainSeconds: a, enrichedSeconds: b, ratio: b / a },
      processorRatio: enriched.processorSeconds / plain.processorSeconds,
      updateSeconds: update.seconds,
      ...machine(),
    },
  };
}

/** Bits of an IPv4 prefix whose half is the first of the table's. */
const WHOLE_BITS = 8;

function* tableLines(prefixes: number): Generator<string> {
  const bits = WHOLE_BITS + Math.log2(prefixes);
  for (let number = 0; number < prefixes; number++) {
    const first = number * 2 ** (32 - bits);
    yield `10.${(first >> 16) & 255}.${(first >> 8) & 255}.${first & 255}\t${bits}\t${64_496 + (number % 16)}\n`;
  }
}

const acceptedOf = ({ stdout }: Measured): number =>
  (JSON.parse(stdout) as { totals: { accepted: number } }).totals.accepted;

async function enrichedEvents(data: string): Promise<number> {
  const sql = 'SELECT countIf(enriched_asn > 0) AS known FROM events';
  const { stdout } = await measure([SUNDIAL, 'sql', sql, '--json', '--data-dir', data]);
  return Number((JSON.parse(stdout) as { rows: { known: number | string }[] }).rows[0]!.known);
}
