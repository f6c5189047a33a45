// Builds the FerretDB of test/servers/ferretdb, once for each version of its sources.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const SOURCES = path.join(ROOT, 'test/servers/ferretdb');

/** Later releases fetch the version that a module asks for by themselves. */
const FETCHES_VERSIONS = 21;
/** The Go that FerretDB 1.24 is built with, as a module, which every Go can fetch. */
const TOOLCHAIN = 'golang.org/toolchain@v0.0.1-go1.24.3.linux-amd64';

/** The built program; it need not exist. */
export function ferretdbFile(): string {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(path.join(SOURCES, name)));
  return path.join(ROOT, `node_modules/.cache/sundial-ferretdb-${hash.digest('hex').slice(0, 16)}`);
}

/** The installed Go; undefined if there is none. */
export function installedGo(): string | undefined {
  return ['go', '/usr/local/go/bin/go'].find((go) => {
    try {
      execFileSync(go, ['version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** Builds the program if it does not exist. It takes two minutes of processor time the first time on a machine. */
export function buildFerretdb(): string {
  const file = ferretdbFile();
  if (existsSync(file)) return file;
  mkdirSync(path.dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  const go = goForModules(installedGo()!);
  execFileSync(go, ['build', '-buildvcs=false', '-ldflags=-s -w', '-o', aside, '.'], {
    cwd: SOURCES,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(aside, file);
  return file;
}

/** Go in a version that can build FerretDB: Debian's may be too old. */
function goForModules(go: string): string {
  const [, minor] = /go1\.(\d+)/.exec(execFileSync(go, ['version'], { encoding: 'utf8' })) ?? [];
  if (Number(minor) >= FETCHES_VERSIONS) return go;
  const answer = execFileSync(go, ['mod', 'download', '-json', TOOLCHAIN], { encoding: 'utf8', cwd: '/' });
  const { Dir: folder } = JSON.parse(answer) as { Dir: string };
  // Files of modules are not executable.
  for (const programs of ['bin', 'pkg/tool/linux_amd64'])
    for (const name of readdirSync(path.join(folder, programs)))
      chmodSync(path.join(folder, programs, name), 0o755);
  return path.join(folder, 'bin/go');
}
