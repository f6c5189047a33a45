// Checks that the demo completes, shows what it promises, leaves nothing behind, and matches its picture.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { demoPicture } from '../../scripts/demo-picture.js';
import { ROOT } from '../shape/tree.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-demo-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const command = (...args: string[]) => ['--import', 'tsx', 'examples/demo.ts', ...args];
const options = { cwd: ROOT, env: { ...process.env, TMPDIR: folder } };

/** Files that the demo left in the temporary folder, except for the TypeScript runner's cache. */
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('sundial'));

it('explains what it does', () => {
  const { status, stdout } = spawnSync(process.execPath, command('--help'), { ...options, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringContaining('--keep')]);
  expect(leftovers()).toEqual([]);
});

it('loads both days, accounts for every row, shows them in a browser until Enter, and cleans up', async () => {
  const child = spawn(process.execPath, command('--browser'), options);
  const closed = once(child, 'close');
  const notes = text(child.stderr);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    stdout += more;
  });
  while (!stdout.includes('Press Enter')) {
    const isOver = await Promise.race([
      once(child.stdout, 'data').then(() => false),
      closed.then(() => true),
    ]);
    if (isOver) expect.fail(`it ended: ${stdout}${await notes}`);
  }
  const [link] = /http:\S+\/today/.exec(stdout)!;
  const shown = await (await fetch(new URL('/api/v1/days', link))).json();
  expect(shown).toMatchObject({ days: [{ date: '2026-03-03' }, { date: '2026-03-02' }] });
  child.stdin.write('\n');
  expect(await closed).toEqual([0, null]);
  expect(await notes).toContain('scan_ntp 2026-03-02');
  expect(stdout).toContain('15 files: 387 accepted, 1 duplicate, 1 quarantined, 0 files not loaded');
  expect(stdout).toContain('16 files: 377 accepted, 0 duplicate, 0 quarantined, 0 files not loaded');
  expect(stdout).toContain('16 files: 0 accepted, 377 duplicate, 0 quarantined, 0 files not loaded');
  expect(stdout).toContain('more cells than the header');
  expect(stdout).toMatch(/special +0 +5 +0/);
  expect(stdout).toMatch(/New or not recently reported +59 /);
  expect(stdout).toMatch(/Whitelisted +6 /);
  expect(leftovers()).toEqual([]);
  // If this fails, run: npm run -s demo | npx tsx scripts/demo-picture.ts docs/images/demo.svg
  const inTerminal = stdout.replace(
    /\nThe digest of both days in a browser[\s\S]*?Press Enter to end\.\n/,
    '',
  );
  expect(readFileSync(path.join(ROOT, 'docs/images/demo.svg'), 'utf8')).toBe(demoPicture(inTerminal));
});
