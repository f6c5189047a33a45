// Checks that a download is resumed after its process was killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { against, report, temporaryFolder } from './testing/against.js';
import { collected, rangesOf } from './testing/collecting.js';

const SSL = report('scan_ssl');
const CHILD = path.join(import.meta.dirname, 'testing', 'interrupted-download.ts');

const partOf = (folder: string) => readdirSync(folder).find((file) => file.endsWith('.part'));

test('a download is resumed after kill -9', async () => {
  const folder = temporaryFolder();
  const tested = await against({ reports: [SSL] });
  const { double } = tested;
  double.fail({ on: 'download', stallAfter: 40 });
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', CHILD, double.url, double.downloadUrl, double.key, double.secret, folder, SSL.date],
    { stdio: 'inherit' },
  );
  const arrived = () => {
    const part = partOf(folder);
    return part ? statSync(path.join(folder, part)).size : 0;
  };
  while (arrived() < 40 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual([undefined, 'bytes=40-']);
  expect(readdirSync(folder)).toEqual([]);
});
