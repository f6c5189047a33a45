// Runs benchmarks: `npm run bench -- NAME [options]`. It prints figures and judges none of them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchIngest } from './ingest.js';
import { type Sheet, sheetText } from './sheet.js';

const USAGE = `npm run bench -- NAME [options]

  ingest   one wide report: Sundial's load against the engine's plain load
             --rows N             rows of the report (500000)
             --generator NAME     own, or shared where the project's data folder is there (own)

  --json   print the figures as JSON
  --dir    where temporary files go (the system's temporary folder)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    generator: { type: 'string', default: 'own' },
    json: { type: 'boolean', default: false },
    dir: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});

type Bench = (folder: string) => Promise<Sheet>;
const BENCHES: Readonly<Record<string, Bench>> = {
  ingest: (folder) => benchIngest({ folder, rows: rows(500_000), generator: generator() }),
};

function rows(otherwise: number): number {
  const number = Number(values.rows ?? otherwise);
  if (!Number.isInteger(number) || number < 1) fail(`--rows ${values.rows}: expected a number from 1`);
  return number;
}

function generator(): 'own' | 'shared' {
  if (values.generator === 'own' || values.generator === 'shared') return values.generator;
  return fail(`--generator ${values.generator}: expected own or shared`);
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n\n${USAGE}\n`);
  process.exit(2);
}

async function run(): Promise<void> {
  const bench = BENCHES[positionals[0] ?? ''];
  if (values.help || !bench || positionals.length > 1)
    fail(`which benchmark? ${Object.keys(BENCHES).join(', ')}`);
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(path.join(values.dir, 'sundial-bench-'));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once('SIGINT', () => {
    cleanUp();
    process.exit(130);
  });
  try {
    const sheet = await bench(folder);
    process.stdout.write(values.json ? `${JSON.stringify(sheet.figures)}\n` : `${sheetText(sheet)}\n`);
  } finally {
    cleanUp();
  }
}

await run();
