// A child of the start benchmark: loads one day after another, each with a separate command, like a store in daily
// use.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../src/catalogue/index.js';
import { silentContext } from '../src/cli/frame/context.js';
import { addDays } from '../src/domain/days.js';
import { writeReport } from './make-report.js';

/** The built program, because its threads cannot be started from source. */
const BUILT = new URL('../dist/cli/main.js', import.meta.url).href;
const { main } = (await import(BUILT)) as typeof import('../src/cli/main.js');

const FIRST_DAY = '2023-01-01';
const REPORTS = 6;
const ROWS = 20;

const [data, from, until] = process.argv.slice(2);
const types = loadCatalogue()
  .types()
  .filter(({ columns }) => columns.includes('timestamp'))
  .slice(0, REPORTS);

for (let day = Number(from); day < Number(until); day++) await loadDay(day);

async function loadDay(day: number): Promise<void> {
  const date = addDays(FIRST_DAY, day);
  const folder = path.join(`${data}-reports`, date);
  mkdirSync(folder, { recursive: true });
  for (const [at, { id, columns }] of types.entries()) {
    const file = path.join(folder, `${date}-${id}-bench.csv`);
    await writeReport(file, { columns, rows: ROWS, date, seed: day * REPORTS + at });
  }
  await ingest(folder, addDays(date, 1));
  rmSync(folder, { recursive: true });
}

async function ingest(folder: string, today: string): Promise<void> {
  const notes: string[] = [];
  let code: number | undefined;
  const args = ['--data-dir', data!, 'ingest', folder];
  await main(args, {
    ...silentContext(),
    args,
    clock: () => new Date(`${today}T06:00:00Z`),
    note: (text) => void notes.push(text),
    exit: (given) => {
      code = given;
    },
  });
  if (code !== 0) throw new Error(`ingest of ${folder} ended with ${code}: ${notes.join('\n')}`);
}
