// Checks that a download is resumed after an interruption, and starts again if the version has changed.
import { readdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DoubleOptions } from '../../../examples/reports-api/index.js';
import { against, report, type Tested, temporaryFolder } from './testing/against.js';
import { collected, collecting, listed, rangesOf } from './testing/collecting.js';

const SSL = report('scan_ssl');

const partOf = (folder: string) => readdirSync(folder).find((file) => file.endsWith('.part'));

/** A download that was abandoned after a number of bytes. */
async function begun(
  bytes: number,
  options: DoubleOptions = {},
): Promise<{ tested: Tested; folder: string }> {
  const folder = temporaryFolder();
  const tested = await against({ reports: [SSL], ...options });
  for await (const _ of collecting(tested, await listed(tested), { folder })) break;
  truncateSync(path.join(folder, partOf(folder)!), bytes);
  tested.double.asked.length = 0;
  return { tested, folder };
}

test('the last byte of a complete download is requested again', async () => {
  const { tested, folder } = await begun(SSL.content.length);
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual([`bytes=${SSL.content.length - 1}-`]);
});

test.each([
  ['was issued again', {}, [{ ...SSL, content: Buffer.from('"timestamp"\n"2026-03-02 00:00:00"\n') }]],
  ['cannot be sent in parts', { ranges: false }, [SSL]],
])('a report that %s starts again', async (_what, options, reports) => {
  const { tested, folder } = await begun(30, options);
  tested.double.reports = reports;
  expect((await collected(tested, { folder }))[0]!.content).toEqual(reports[0]!.content);
  expect(rangesOf(tested, SSL)).toEqual(['bytes=30-']);
});

test.each([
  [
    'a part that was not requested',
    { status: 206, headers: { 'content-range': 'bytes 7-9/99' }, body: 'xyz' },
  ],
  ['the whole file', { status: 416 }],
])('if a server sends %s, the download starts again', async (_what, fault) => {
  const { tested, folder } = await begun(30);
  tested.double.fail({ on: 'download', ...fault });
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual(['bytes=30-', undefined]);
});

test('a download without validators cannot be resumed', async () => {
  const { tested, folder } = await begun(30, { validators: false });
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual([undefined]);
});

test('ids that change at every call start new downloads, and old files are removed', async () => {
  const { tested, folder } = await begun(30, { changingIds: true });
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual([undefined]);
});
