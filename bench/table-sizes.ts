// A child of the benchmarks: prints how many bytes each table of a store takes, as JSON.
import { openPlainEngine, tableBytes } from './engine.js';

const engine = openPlainEngine(process.argv[2]!);
process.stdout.write(`${JSON.stringify(await tableBytes(engine))}\n`);
await engine.close();
