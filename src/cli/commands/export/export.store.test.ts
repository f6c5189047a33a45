// Checks what `sundial export` prints and writes, and what it refuses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareExport } from './export.js';

const session = new Session(declareExport);
const NTP = [
  'timestamp,severity,ip,port,tag,geo',
  '2026-01-15 00:00:01,medium,192.0.2.1,123,ntp;iot,ZZ',
  '2026-01-15 00:00:02,high,192.0.2.2,80,ntp,XX',
].join('\n');
const SSH = ['timestamp,severity,ip,port', '2026-02-03 00:00:01,low,192.0.2.1,22'].join('\n');

beforeAll(async () => {
  await session.ingest({ '2026-01-15-scan_ntp-example.csv': NTP, '2026-02-03-scan_ssh-example.csv': SSH });
});
afterAll(() => session.remove());

const run = (...args: string[]) => session.run(['export', ...args]);

it('prints what was written', async () => {
  const { out, code } = await run('--output', 'all.csv', '--fields', 'ip,port');
  expect(code).toBe(EXIT.done);
  expect(out).toContain('all.csv');
  expect(out).toMatch(/\n3 events, 64 bytes in 1 file$/);
  expect(readFileSync(join(session.cwd, 'all.csv'), 'utf8')).toContain('"192.0.2.2","80"\n');
});

it('divides rows into files, filters, and prints JSON', async () => {
  const { out } = await run(
    '--output',
    'days',
    '--by',
    'date',
    '--format',
    'parquet',
    '--ip',
    '192.0.2.1',
    '--json',
  );
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ format: 'parquet', by: 'date', rows: 2 });
  expect(answer.files).toHaveLength(2);
  expect(answer.files[0]).toMatchObject({ value: '2026-01-15', rows: 1 });
  expect(readdirSync(join(session.cwd, 'days'))).toEqual([
    'date=2026-01-15.parquet',
    'date=2026-02-03.parquet',
  ]);
});

it('writes findings, by the filters of findings', async () => {
  const { out, notes } = await run('findings', '--output', 'found', '--by', 'type', '--format', 'jsonl');
  expect([out, notes]).toEqual([expect.stringMatching(/\n3 findings, .* in 2 files$/), '']);
  const ntp = readFileSync(join(session.cwd, 'found', 'type=scan_ntp.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const rows = ntp.map((line) => JSON.parse(line)).sort((a, b) => (a.subject < b.subject ? -1 : 1));
  expect(rows[0]).toMatchObject({
    type: 'scan_ntp',
    subject: '192.0.2.1',
    port: 123,
    severity: 'medium',
    first_seen: '2026-01-15',
    days: 1,
    tags: ['iot', 'ntp'],
  });
  const high = await run('findings', '--output', 'high.csv', '--severity', 'high', '--json');
  expect(JSON.parse(high.out)).toMatchObject({ rows: 1, format: 'csv', by: null });
  const shown = await session.run([
    'export',
    'findings',
    '--gone',
    '--date',
    '2026-02-03',
    '--output',
    'gone.csv',
  ]);
  expect(shown.code).toBe(EXIT.done);
  expect(readFileSync(join(session.cwd, 'gone.csv'), 'utf8')).toContain('"report","lease_device","missed"\n');
});

it('does not write a file without rows', async () => {
  const { out, code } = await run('--output', 'none', '--by', 'geo', '--ip', '198.51.100.1');
  expect([out, code]).toEqual(['No event matches; no file was written.', EXIT.done]);
  expect(existsSync(join(session.cwd, 'none'))).toBe(false);
});

it.each([
  [[], /--output has to name/, EXIT.usage],
  [['findings'], /--output has to name/, EXIT.usage],
  [['findings', '--output', 'new.csv', '--new', '--gone'], /exclude each other/, EXIT.usage],
  [['--output', 'all.csv'], /all\.csv exists already.*--force/, EXIT.usage],
  [['--output', 'new.csv', '--fields', 'prot'], /unknown field "prot"/, EXIT.usage],
  [['--output', 'all.csv/new.csv'], /cannot be written/, EXIT.failed],
])('%j is refused', async (args, message, exit) => {
  const { notes, code } = await run(...args);
  expect(notes).toMatch(message);
  expect(code).toBe(exit);
});
