// A child of the start benchmark: opens a store and closes it, and prints the time of both and the number of its
// parts.
import path from 'node:path';
import { openStore } from '../src/store/index.js';
import { openPlainEngine } from './engine.js';

/** The child's output, as JSON. */
export interface Opening {
  readonly openSeconds: number;
  readonly closeSeconds: number;
  readonly parts: number;
}

const MEMORY_LIMIT_MIB = 1_024;

const folder = process.argv[2]!;
const started = performance.now();
const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: MEMORY_LIMIT_MIB });
const opened = performance.now();
await store.close();
const closed = performance.now();

const engine = openPlainEngine(path.join(folder, 'engine'));
const [row] = await engine.rows<{ parts: number }>(
  "SELECT toUInt32(count()) AS parts FROM system.parts WHERE active AND database = 'default'",
);
await engine.close();
const opening: Opening = {
  openSeconds: (opened - started) / 1000,
  closeSeconds: (closed - opened) / 1000,
  parts: row!.parts,
};
process.stdout.write(JSON.stringify(opening));
