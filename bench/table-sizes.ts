// A child of the benchmarks: prints the size in bytes of each table of a store, as JSON.
import { openPlainEngine, tableBytes } from './engine.js';

const engine = openPlainEngine(process.argv[2]!);
process.stdout.write(`${JSON.stringify(await tableBytes(engine))}\n`);
await engine.close();
