// Checks that messages in archives are found, at any depth, and that reports beside them are collected without them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectFiles } from '../../directory/collect.js';
import { lines, outcomes } from '../../testing/outcome.js';
import { PACKERS } from '../../testing/packers.js';
import { recogniseMail } from '../recognise.js';
import { isMessageName } from './eml.js';

const MESSAGE = Buffer.from('From: reports@example.com\r\nSubject: one\r\n\r\ntext\r\n');
const CSV = Buffer.from('timestamp,ip\n2026-01-15 00:00:00,192.0.2.1\n');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-packed-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function found(name: string): Promise<readonly [path: string, text: string][] | undefined> {
  const mailbox = await recogniseMail(name, cwd, false);
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
  const options = { cwd, clock: () => new Date(0), isReadElsewhere: isMessageName };
  const beside = collectFiles([name], { ...options, archivesReadElsewhere: [name] });
  expect(lines(await outcomes(beside))).toEqual([
    `${name} > x.csv`,
    `${name} > picture.png: file-not-a-report`,
  ]);
  const unread = await outcomes(collectFiles([name], options));
  expect(unread[0]!.error!.message).toContain('name the archive itself to have its messages read');
});

test('an archive without messages is no mailbox, and neither is a damaged one', async () => {
  const { pack } = PACKERS.zip!;
  writeFileSync(path.join(cwd, 'reports.zip'), await pack([{ name: 'x.csv', content: CSV }]));
  writeFileSync(path.join(cwd, 'damaged.zip'), 'PK\x03\x04 and nothing else');
  expect(await found('reports.zip')).toBeUndefined();
  expect(await found('damaged.zip')).toBeUndefined();
});
