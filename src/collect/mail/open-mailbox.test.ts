// Checks which paths are opened as mailboxes, and that all others are refused with the reason.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CSV, reportMail } from '../testing/mail-writer.js';
import { PACKERS } from '../testing/packers.js';
import { openMailbox } from './open-mailbox.js';

let place: string;
const write = (name: string, content: Buffer | string) => {
  mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
  writeFileSync(path.join(place, name), content);
};
const opened = (name: string) =>
  openMailbox(name, { cwd: place, marks: false, ownData: path.join(place, 'all', 'data') });

beforeAll(async () => {
  place = mkdtempSync(path.join(tmpdir(), 'sundial-open-mailbox-'));
  const { zip, tar } = PACKERS;
  const messages = [1, 2].map((number) => ({ name: `${number}.eml`, content: reportMail(number) }));
  write('empty.mbox', '');
  write('empty.zip', '');
  write('empty.eml', '');
  write('notes.txt', 'hello\nworld\n');
  write('picture.png', Buffer.from('\x89PNG and more', 'latin1'));
  write('report.csv', CSV);
  write('no-header.eml', 'hello\n');
  write('without/report.csv', CSV);
  write('damaged.zip', 'PK\x03\x04 and nothing else');
  write('named.zip', 'hello\n');
  write('reports.zip', await zip!.pack([{ name: 'report.csv', content: Buffer.from(CSV) }]));
  const packed = await tar!.pack(messages);
  write('cut.tar', packed.subarray(0, packed.indexOf('2.eml') + 700));
  const inner = await zip!.pack(messages.slice(0, 1));
  const nested = [...messages, { name: 'inner.zip', content: inner.subarray(0, -30) }];
  write('nested.zip', await zip!.pack([...nested.slice(2), ...messages]));
  write('all/1.eml', reportMail());
  write('all/data/2.eml', reportMail());
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test.each([
  ['missing', 'path-missing', 'no such file or folder'],
  ['-', 'usage', 'standard input is not a mailbox'],
  ['notes.txt', 'usage', 'begins neither with a "From " line nor with the header of a message'],
  ['report.csv', 'usage', 'Reports are loaded by "sundial ingest"'],
  ['picture.png', 'usage', 'begins neither with'],
  ['empty.eml', 'usage', 'is empty'],
  ['empty.zip', 'usage', 'is empty'],
  ['without', 'usage', 'contains no .eml file, and is not a Maildir'],
  ['reports.zip', 'usage', 'the archive reports.zip contains no .eml file'],
  ['damaged.zip', 'archive-corrupt', 'damaged.zip is damaged or not a zip file'],
  ['named.zip', 'archive-corrupt', 'named.zip is damaged or not a zip file (is a text file)'],
])('%s is refused: %s', async (name, code, words) => {
  await expect(opened(name)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

async function messagesIn(name: string) {
  const mailbox = await opened(name);
  const found: string[] = [];
  for await (const message of mailbox.messages()) found.push(message.path);
  return { found, notes: mailbox.notes?.() ?? [] };
}

test('an empty file is an mbox file from which a mail program removed the last message', async () => {
  expect(await messagesIn('empty.mbox')).toEqual({ found: [], notes: ['empty.mbox is empty'] });
});

test("Sundial's own data in a folder is left out, with a note", async () => {
  expect(await messagesIn('all')).toEqual({
    found: ['all/1.eml'],
    notes: ['all/data: left out, because Sundial keeps its own data there'],
  });
});

test('a file with the name of a message is one, as in a folder', async () => {
  expect((await messagesIn('no-header.eml')).found).toEqual(['no-header.eml']);
});

async function outcomesOf(name: string): Promise<string[]> {
  const outcomes: string[] = [];
  const failed = (place: string) => (thrown: { code: string }) => `${place}: ${thrown.code}`;
  const reading = async () => {
    for await (const { path: shown, open } of (await opened(name)).messages())
      outcomes.push(await open().then(() => shown, failed(shown)));
  };
  await reading().catch((thrown) => outcomes.push(failed(name)(thrown)));
  return outcomes;
}

test('the messages before the damage of an archive are read, and then the damage is reported', async () => {
  expect(await outcomesOf('cut.tar')).toEqual([
    'cut.tar > 1.eml',
    'cut.tar > 2.eml: archive-corrupt',
    'cut.tar: archive-corrupt',
  ]);
});

test('a damaged archive in an archive is a message that cannot be read', async () => {
  expect(await outcomesOf('nested.zip')).toEqual([
    'nested.zip > inner.zip: archive-corrupt',
    'nested.zip > 1.eml',
    'nested.zip > 2.eml',
  ]);
});
