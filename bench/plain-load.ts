// A child of the ingest benchmark: the engine alone loads an unchanged CSV into text columns, with its defaults.
import { openPlainEngine, tableBytes } from './engine.js';

/** The JSON output of this script. */
export interface PlainLoad {
  readonly rows: number;
  /** The time of the INSERT alone. */
  readonly seconds: number;
  readonly bytesOnDisk: number;
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
}

const SHOWN = [
  'max_threads',
  'max_insert_threads',
  'min_insert_block_size_rows',
  'min_insert_block_size_bytes',
  'storage_file_read_method',
];

const [folder, file, columnList] = process.argv.slice(2) as [string, string, string];
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const structure = columnList
  .split(',')
  .map((column) => `\`${column}\` String`)
  .join(', ');

const engine = openPlainEngine(folder);
await engine.run(`CREATE TABLE plain (${structure}) ENGINE = MergeTree ORDER BY tuple()`);
const started = performance.now();
await engine.run(
  `INSERT INTO plain SELECT * FROM file(${quoted(file)}, 'CSVWithNames', ${quoted(structure)})`,
);
const seconds = (performance.now() - started) / 1000;
const [counted] = await engine.rows<{ rows: number; version: string }>(
  'SELECT toFloat64(count()) AS rows, version() AS version FROM plain',
);
const settings = await engine.rows<{ name: string; value: string }>(
  `SELECT name, value FROM system.settings WHERE name IN (${SHOWN.map(quoted).join(', ')}) ORDER BY name`,
);
const result: PlainLoad = {
  ...counted!,
  seconds,
  bytesOnDisk: (await tableBytes(engine)).plain ?? 0,
  settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await engine.close();
