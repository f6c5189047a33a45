// Tests that a full disk only loses log lines and does not stop the process.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.skipIf(process.platform !== 'linux')('loses lines on a full disk without stopping', () => {
  const child = fileURLToPath(new URL('./testing/full-disk-child.ts', import.meta.url));
  const file = path.join(folder, 'full.log');
  // A file size limit makes a write fail halfway, like a full disk.
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-c', 'ulimit -f 8; exec "$0" --import tsx "$1" "$2"', process.execPath, child, file],
    { encoding: 'utf8' },
  );
  expect({ stdout, status }).toEqual({ stdout: 'still there', status: 0 });
  expect(stderr.match(/the log file cannot be written/g)).toHaveLength(1);
  expect(stderr.match(/"a line"/g)).toHaveLength(500);
  expect(statSync(file).size).toBeLessThanOrEqual(8 * 1024);
});
