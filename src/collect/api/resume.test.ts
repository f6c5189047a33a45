// Checks that a download goes on after a break, and starts again where it is another version.
import { readdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DoubleOptions } from '../../../examples/reports-api/index.js';
import { against, report, type Tested, temporaryFolder } from './testing/against.js';
import { collected, collecting, listed, rangesOf } from './testing/collecting.js';

const SSL = report('scan_ssl');

const partOf = (folder: string) => readdirSync(folder).find((file) => file.endsWith('.part'));

/** A download of which so many bytes have arrived; then it was left. */
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

test('what had arrived entirely is asked for its last byte', async () => {
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
    'another part than was asked for',
    { status: 206, headers: { 'content-range': 'bytes 7-9/99' }, body: 'xyz' },
  ],
  ['no part at all', { status: 416 }],
])('a server that sends %s is asked for the whole', async (_what, fault) => {
  const { tested, folder } = await begun(30);
  tested.double.fail({ on: 'download', ...fault });
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual(['bytes=30-', undefined]);
});

test('a version that the server does not name cannot be continued', async () => {
  const { tested, folder } = await begun(30, { validators: false });
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual([undefined]);
});

test('ids that differ at every call begin again and leave nothing behind once they are old', async () => {
  const { tested, folder } = await begun(30, { changingIds: true });
  expect((await collected(tested, { folder }))[0]!.content).toEqual(SSL.content);
  expect(rangesOf(tested, SSL)).toEqual([undefined]);
});
