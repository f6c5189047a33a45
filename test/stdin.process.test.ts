// Checks that a report on stdin is loaded, and that stdin is never used for anything else.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { runNode, SUNDIAL } from './support/cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-stdin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  for (const name of ['report', 'nameless', 'other']) await placeEmptyStore(path.join(folder, name));
});

const run = (name: string, stdin: string, ...args: string[]) =>
  runNode([SUNDIAL, ...args, '--data-dir', path.join(folder, name), '--json'], {
    stdin: Readable.from([stdin]),
  });

const REPORT = 'timestamp,ip,port\n2026-01-01 00:00:01,192.0.2.1,80\n2026-01-01 00:00:02,192.0.2.2,81\n';

it('loads a report from stdin', async () => {
  const args = ['ingest', '-', '--type', 'scan_http', '--date', '2026-01-01', '--list', 'from-stdin'];
  const { exitCode, stdout } = await run('report', REPORT, ...args);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [{ type: 'scan_http', list: 'from-stdin', rows: 2, accepted: 2, error: null }],
  });
});

it('requires type and date, because stdin has no file name', async () => {
  const { exitCode, stdout } = await run('nameless', REPORT, 'ingest', '-');
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ error: { code: 'report-name-unknown' } }] });
});

// The engine would read stdin as rows of an INSERT if permitted.
it('does not touch stdin in other commands', async () => {
  const rows = `${JSON.stringify({ run: 77, command: 'from stdin', status: 'done' })}\n`;
  const empty = mkdtempSync(path.join(folder, 'empty-'));
  const ingest = await run('other', rows, 'ingest', empty);
  expect(ingest.exitCode).toBe(0);
  const runs = await run('other', rows, 'runs');
  expect(JSON.parse(runs.stdout)).toMatchObject({ runs: [{ run: 1, command: 'ingest', status: 'done' }] });
});
