// Checks that messages in archives are found, at any depth, and that reports beside them are collected separately.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Collected } from '../../../domain/delivery.js';
import { collectFiles } from '../../directory/collect.js';
import { lines, outcomes } from '../../testing/outcome.js';
import { PACKERS } from '../../testing/packers.js';
import type { PackedMessage } from '../../unpack/unpack.js';
import { messageOf, openPacked } from './packed.js';

const MESSAGE = Buffer.from('From: reports@example.com\r\nSubject: one\r\n\r\ntext\r\n');
const NO_REPORT: readonly Collected[] = [];
const CSV = Buffer.from('timestamp,ip\n2026-01-15 00:00:00,192.0.2.1\n');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-packed-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function found(name: string): Promise<readonly [path: string, text: string][] | undefined> {
  const mailbox = await openPacked(path.join(cwd, name), name);
  if (!mailbox) return undefined;
  const messages: [string, string][] = [];
  for await (const { path: place, open } of mailbox.messages()) {
    await (await open()).toArray();
    // A message may have to be read twice.
    messages.push([place, Buffer.concat(await (await open()).toArray()).toString()]);
  }
  return messages;
}

test.each(Object.values(PACKERS))('$extension: messages, and the reports beside them', async (packer) => {
  const { extension, pack } = packer;
  const name = `export.${extension}`;
  const inner = await pack([{ name: 'Two.EML', content: MESSAGE }]);
  const content = await pack([
    { name: 'inbox/1.eml', content: MESSAGE },
    { name: 'x.csv', content: CSV },
    { name: `more.${extension}`, content: inner },
    { name: 'picture.png', content: Buffer.from('no report') },
  ]);
  writeFileSync(path.join(cwd, name), content);
  expect(await found(name)).toEqual([
    [`${name} > inbox/1.eml`, MESSAGE.toString()],
    [`${name} > more.${extension} > Two.EML`, MESSAGE.toString()],
  ]);
});

test.each(Object.values(PACKERS))('$extension: one reading of a folder finds both', async (packer) => {
  const { extension, pack } = packer;
  const name = `folder/export.${extension}`;
  const inner = await pack([{ name: 'Two.EML', content: MESSAGE }]);
  const members = [
    { name: 'inbox/1.eml', content: MESSAGE },
    { name: 'x.csv', content: CSV },
    { name: `more.${extension}`, content: inner },
  ];
  mkdirSync(path.join(cwd, 'folder'));
  writeFileSync(path.join(cwd, name), await pack(members));
  const options = { cwd, clock: () => new Date(0) };
  const met: string[] = [];
  const readMessage = async function* (message: PackedMessage) {
    expect(message.file).toBe(name);
    for (let times = 0; times < 2; times++) {
      const bytes = await (await messageOf(message).open()).toArray();
      expect(Buffer.concat(bytes)).toEqual(MESSAGE);
    }
    met.push(message.path);
    yield* NO_REPORT;
  };
  const reports = await outcomes(collectFiles(['folder'], { ...options, readMessage }));
  expect(lines(reports)).toEqual([`${name} > x.csv`]);
  expect(met).toEqual([`${name} > inbox/1.eml`, `${name} > more.${extension} > Two.EML`]);
  const [unread] = await outcomes(collectFiles(['folder'], options));
  expect(unread!.error!.message).toContain('"sundial ingest" reads the messages in archives');
});

test('a failure while reading a message ends the run, and does not count as a failure of the archive', async () => {
  writeFileSync(path.join(cwd, 'export.zip'), await PACKERS.zip!.pack([{ name: '1.eml', content: MESSAGE }]));
  const readMessage = async function* () {
    yield* NO_REPORT;
    throw new Error('no space left');
  };
  const reading = outcomes(collectFiles(['export.zip'], { cwd, clock: () => new Date(0), readMessage }));
  await expect(reading).rejects.toThrow('no space left');
});

test('a message that is compressed by itself, and one in an archive from standard input', async () => {
  writeFileSync(path.join(cwd, 'one.eml.gz'), gzipSync(MESSAGE));
  const stdin = Readable.from([await PACKERS.zip!.pack([{ name: '2.eml', content: MESSAGE }])]);
  const met: string[] = [];
  const readMessage = async function* ({ path: place }: PackedMessage) {
    met.push(place);
    yield* NO_REPORT;
  };
  const options = { cwd, clock: () => new Date(0), stdin, readMessage };
  expect(await outcomes(collectFiles(['one.eml.gz', '-'], options))).toEqual([]);
  expect(met).toEqual(['one.eml.gz', 'stdin > 2.eml']);
});

test('an archive without messages is not a mailbox, and a damaged one is an error', async () => {
  const { pack } = PACKERS.zip!;
  writeFileSync(path.join(cwd, 'reports.zip'), await pack([{ name: 'x.csv', content: CSV }]));
  writeFileSync(path.join(cwd, 'damaged.zip'), 'PK\x03\x04 and nothing else');
  expect(await found('reports.zip')).toBeUndefined();
  await expect(found('damaged.zip')).rejects.toMatchObject({ code: 'archive-corrupt' });
});
