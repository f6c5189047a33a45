// Checks that commands without a store start without the engine and the service's server and log, which take most of
// a second to load, and that help needs no module at all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from './tree.js';

/** Packages stay outside of the bundle and appear as imports, or are part of one of its files. */
const ENGINE_HOOK = `export async function resolve(specifier, context, next) {
  if (/^(chdb|fastify|pino|prom-client|rotating-file-stream|imapflow|undici|mongodb)/.test(specifier)) throw new Error('loaded: ' + specifier);
  return next(specifier, context);
}
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (/^\\/\\/ node_modules\\/@clickhouse\\//m.test(loaded.source)) throw new Error('loaded: the client of the engine');
  return loaded;
}`;
/** The program is imported by bin/sundial.js. */
const PROGRAM_HOOK = `export async function resolve(specifier, context, next) {
  if (specifier.endsWith('/main.js')) throw new Error('loaded: ' + specifier);
  return next(specifier, context);
}`;
/** The environment in which the program is loaded. */
const MALLOC_HOOK = PROGRAM_HOOK.replace(
  "'loaded: ' + specifier",
  "'malloc: ' + process.env.MALLOC_ARENA_MAX + ' ' + process.env.MALLOC_MMAP_THRESHOLD_",
);
const module = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const preload = (hook: string) =>
  module(`import { register } from 'node:module'; register(${JSON.stringify(module(hook))});`);

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the built command line with a hook that makes loading certain modules an error. */
function sundial(hook: string, ...args: string[]): { status: number | null; text: string } {
  const bin = path.join(ROOT, 'bin', 'sundial.js');
  const data = path.join(folder, 'data');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload(hook), bin, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, SUNDIAL_DATA_DIR: data },
  });
  return { status, text: stdout + stderr };
}

it.each(['types', 'types ntp', 'config'])('sundial %s does not load the engine', (line) => {
  expect(sundial(ENGINE_HOOK, ...line.split(' '))).toMatchObject({ status: 0 });
});

it.each([
  '--help',
  'help',
  'help ingest',
  'ingest --help',
  'whitelist insert -h',
  '--version',
  'completion bash',
  'man',
])('sundial %s does not load the program', (line) => {
  expect(sundial(PROGRAM_HOOK, ...line.split(' '))).toMatchObject({ status: 0 });
});

it('the hooks notice forbidden modules', () => {
  expect(sundial(ENGINE_HOOK, 'ingest', folder).text).toContain('loaded: ');
  expect(sundial(PROGRAM_HOOK, 'types').text).toContain('loaded: ');
});

it.skipIf(!('execve' in process))('the service bounds the freed memory that malloc keeps', () => {
  expect(sundial(MALLOC_HOOK, 'serve').text).toContain('malloc: 2 262144');
  expect(sundial(MALLOC_HOOK, 'types').text).toContain('malloc: undefined');
});
