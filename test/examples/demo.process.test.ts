// Checks that the demo completes, shows what it promises, leaves nothing behind, and matches its picture.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { demoPicture } from '../../scripts/demo-picture.js';
import { ROOT } from '../shape/tree.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-demo-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function demo(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', 'examples/demo.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder },
  });
}

/** Files that the demo left in the temporary folder, except for the TypeScript runner's cache. */
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('sundial'));

it('explains what it does', () => {
  expect(demo('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--keep') });
  expect(leftovers()).toEqual([]);
});

it('loads both days, accounts for every row, and cleans up', () => {
  const { status, stdout, stderr } = demo();
  expect(stderr).toContain('scan_ntp 2026-03-02');
  expect(status).toBe(0);
  expect(stdout).toContain('15 files: 387 accepted, 1 duplicate, 1 quarantined, 0 files not loaded');
  expect(stdout).toContain('16 files: 377 accepted, 0 duplicate, 0 quarantined, 0 files not loaded');
  expect(stdout).toContain('16 files: 0 accepted, 377 duplicate, 0 quarantined, 0 files not loaded');
  expect(stdout).toContain('more cells than the header');
  expect(stdout).toMatch(/special +0 +5 +0/);
  expect(stdout).toMatch(/New or not recently reported +59 /);
  expect(stdout).toMatch(/Whitelisted +6 /);
  expect(leftovers()).toEqual([]);
  // If this fails, run: npm run -s demo | npx tsx scripts/demo-picture.ts docs/images/demo.svg
  expect(readFileSync(path.join(ROOT, 'docs/images/demo.svg'), 'utf8')).toBe(demoPicture(stdout));
});
