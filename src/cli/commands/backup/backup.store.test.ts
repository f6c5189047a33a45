// Checks `sundial backup` and `sundial restore` from a user's point of view.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareRestore } from '../restore/restore.js';
import { declareBackup } from './backup.js';

const session = new Session((program, context) => {
  declareBackup(program, context);
  declareRestore(program, context);
});
const at = (...names: string[]) => path.join(session.cwd, ...names);

beforeAll(async () => {
  session.write('sundial.yaml', 'fetch_days: 3 # a note\napi_key: key-of-mine\napi_secret: secret-of-mine\n');
  await session.ingest({
    '2026-01-15-scan_ntp-example.csv': 'timestamp,severity,ip,port\n2026-01-15 00:00:01,high,192.0.2.1,123\n',
  });
});
afterAll(() => session.remove());

it('reports the copied files, and that secrets are left out', async () => {
  const { out, code } = await session.run(['backup', 'backups']);
  expect(code).toBe(EXIT.done);
  expect(out).toMatch(/^backup 00001-\S+: [\d,]+ files, .* copied, /);
  expect(out).toContain('The backup does not contain passwords and keys');
  session.write(path.join('data', 'keys.json'), '{}');
  session.write(path.join('data', 'authorized', 'mail.json'), '{"refresh_token":"hunter2"}');
  const again = await session.run(['backup', 'backups', '--with-secrets', '--json']);
  expect(JSON.parse(again.out)).toMatchObject({ new_files: 3, with_secrets: true, removed: 0 });
});

it('lists backups, oldest first', async () => {
  const { out } = await session.run(['backup', 'backups', '--list']);
  const [, first, second] = out.split('\n');
  expect(first).toMatch(/^00001-.* no$/);
  expect(second).toMatch(/^00002-.* yes$/);
});

it('restores the configuration beside the data, with secrets if they were kept', async () => {
  const name = (number: number) => readdirSync(at('backups', 'backups')).toSorted()[number]!.split('.')[0]!;
  const { out, code } = await session.run([
    'restore',
    'backups',
    ...['--to', 'without', '--backup', name(0)],
  ]);
  expect(code).toBe(EXIT.done);
  expect(out).toContain(`restored into ${at('without')}`);
  expect(readFileSync(at('without', 'configuration', 'sundial.yaml'), 'utf8')).toBe(
    "fetch_days: 3 \napi_key: ''\napi_secret: ''\n",
  );
  await session.run(['restore', 'backups', '--to', 'with']);
  const whole = readFileSync(at('with', 'configuration', 'sundial.yaml'), 'utf8');
  expect(whole).toBe(readFileSync(at('sundial.yaml'), 'utf8'));
});

it('refuses to restore over existing data', async () => {
  const { code, notes } = await session.run(['restore', 'backups']);
  expect(code).toBe(EXIT.failed);
  expect(notes).toContain('A backup can only be restored into an empty folder');
});

it('names damaged files', async () => {
  const contents = readdirSync(at('backups', 'files'), { recursive: true, withFileTypes: true });
  const { parentPath, name } = contents.find((entry) => entry.isFile())!;
  writeFileSync(path.join(parentPath, name), 'x');
  const { code, out } = await session.run(['backup', 'backups', '--verify']);
  expect(code).toBe(EXIT.failed);
  expect(out).toContain(`2 backups`);
  expect(out).toContain(`${name} is damaged`);
});

it.each([
  [['--list', '--verify'], 'use only one of'],
  [['--backup', '00001-x'], '--backup only applies to --verify'],
  [['--keep', '3', '--verify'], '--keep only applies to making a backup'],
])('refuses %j', async (args, problem) => {
  const { code, notes } = await session.run(['backup', 'backups', ...args]);
  expect(code).toBe(EXIT.usage);
  expect(notes).toContain(problem);
});

it('refuses a store on a ClickHouse server', async () => {
  const env = { SUNDIAL_STORE_URL: 'http://localhost:8123/sundial' };
  const { notes } = await session.run(['backup', 'elsewhere'], { env });
  expect(notes).toContain('BACKUP, RESTORE');
  expect(existsSync(at('elsewhere'))).toBe(false);
});
