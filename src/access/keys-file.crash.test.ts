// Tests that a process that is killed while it changes the keys leaves them whole, and the next change possible.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addKey } from './change-keys.js';
import { KeysFile } from './keys-file.js';

const GIVEN = { label: 'x', constituents: ['zoo'], methods: [], limits: {}, expires: undefined };
const clock = () => new Date('2026-03-01T00:00:00Z');

/** Kills itself while it holds the lock, with half of a new file beside the keys. */
const KILLED = `
  import { writeFileSync } from 'node:fs';
  import { KeysFile } from '${new URL('./keys-file.ts', import.meta.url)}';
  const file = process.argv.at(-1);
  await new KeysFile(file).change(() => {
    writeFileSync(file + '.new', '{"format": 1, "ke');
    process.kill(process.pid, 'SIGKILL');
  });`;

it('leaves the keys whole, and the next change removes what it left', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = new KeysFile(path.join(folder, 'keys.json'));
  await addKey(file, GIVEN, clock);
  const before = readFileSync(file.file, 'utf8');
  const args = ['--import', 'tsx', '--input-type=module', '-e', KILLED, file.file];
  expect(spawnSync(process.execPath, args, { encoding: 'utf8' })).toMatchObject({ signal: 'SIGKILL' });
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['keys.json', 'keys.json.lock', 'keys.json.new']),
  );
  expect(readFileSync(file.file, 'utf8')).toBe(before);
  await addKey(file, GIVEN, clock);
  expect([file.current().all.length, readdirSync(folder)]).toEqual([2, ['keys.json']]);
});
