// Fails a quick test that starts a process or opens the embedded engine, and says how to name the file instead.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const STARTS = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const;

function refuse(what: string, tier: string): () => never {
  return () => {
    throw new Error(`A quick test ${what}. Name its file *.${tier}.test.ts, or move it to a separate file.`);
  };
}

for (const start of STARTS) Object.assign(childProcess, { [start]: refuse('starts a process', 'process') });
syncBuiltinESMExports();

// The engine is the only native module that Sundial loads.
process.dlopen = refuse('opens the engine', 'store');
