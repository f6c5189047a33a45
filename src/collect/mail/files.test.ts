// Checks the mailboxes that are files: mbox, Maildir and folders of .eml files.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type MailboxUnderTest, testMailContract } from '../testing/mail-contract.js';
import { otherMail, reportMail } from '../testing/mail-writer.js';
import { openEml } from './eml/eml.js';
import { openMaildir } from './maildir/maildir.js';
import { openMbox } from './mbox/mbox.js';

const folder = () => mkdtempSync(path.join(tmpdir(), 'sundial-mail-'));
const removal = (place: string) => async () => rmSync(place, { recursive: true, force: true });

/** Lines with Unix line ends, quoted by the rules of mboxrd. */
const mboxOf = (messages: readonly Buffer[]) =>
  Buffer.concat(
    messages.flatMap((message, index) => [
      Buffer.from(`From someone@example.com Fri Jan 16 05:0${index}:00 2026\n`),
      Buffer.from(message.toString('latin1').replaceAll(/^(>*From )/gm, '>$1'), 'latin1'),
      Buffer.from('\n'),
    ]),
  );

async function mbox(content: Buffer | undefined): Promise<MailboxUnderTest> {
  const place = folder();
  if (content) writeFileSync(path.join(place, 'reports.mbox'), content);
  return { open: () => openMbox(path.join(place, 'reports.mbox')), close: removal(place) };
}

testMailContract('mbox', {
  make: (messages) => mbox(mboxOf(messages)),
  broken: {
    'missing-folder': { make: () => mbox(undefined), code: 'path-missing' },
    garbage: { make: () => mbox(Buffer.from('\0\x01 no mailbox\n')), code: 'mail-unreadable' },
  },
});

async function maildir(messages: readonly Buffer[], isWhole = true): Promise<MailboxUnderTest> {
  const place = folder();
  for (const sub of isWhole ? ['new', 'cur', 'tmp'] : []) mkdirSync(path.join(place, sub));
  for (const [index, message] of messages.entries()) {
    const [sub, flags] = index % 2 ? ['cur', ':2,F'] : ['new', ''];
    writeFileSync(path.join(place, sub, `176853960${index}.M1P1.host${flags}`), message);
  }
  writeFileSync(path.join(place, 'tmp', 'unfinished'), 'From: ');
  const marked = async () =>
    readdirSync(path.join(place, 'cur'))
      .filter((name) => /:2,.*S/.test(name))
      .map((name) => Number(name[9]));
  return { open: () => openMaildir(place, true), marked, close: removal(place) };
}

testMailContract('Maildir', {
  make: maildir,
  broken: {
    'missing-folder': {
      make: async () => {
        const place = folder();
        return { open: () => openMaildir(path.join(place, 'none'), true), close: removal(place) };
      },
      code: 'path-missing',
    },
    garbage: {
      make: async () => {
        const place = folder();
        return { open: () => openMaildir(place, true), close: removal(place) };
      },
      code: 'mail-folder',
    },
  },
});

testMailContract('eml', {
  make: async (messages) => {
    const place = folder();
    mkdirSync(path.join(place, 'january'));
    for (const [index, message] of messages.entries())
      writeFileSync(path.join(place, index % 2 ? 'january' : '', `${index}.eml`), message);
    writeFileSync(path.join(place, 'notes.txt'), 'no message');
    return { open: () => openEml(place, { ownData: path.join(place, 'data') }), close: removal(place) };
  },
  broken: {
    'missing-folder': {
      make: async () => {
        const place = folder();
        return {
          open: () => openEml(path.join(place, 'none'), { ownData: path.join(place, 'data') }),
          close: removal(place),
        };
      },
      code: 'path-missing',
    },
  },
});

test('mbox: quoted lines, lines that only look like separators, and chunks of any size', async () => {
  const body = 'From here on\n>From there\n\nFrom Monday on we meet\n>>From everywhere\n';
  const message = Buffer.from(`From: a@example.com\nSubject: x\n\n${body}`);
  const large = Buffer.from(`From: a@example.com\n\n${'x'.repeat(600_000)}\nFrom \n${'y'.repeat(600_000)}\n`);
  const box = await mbox(mboxOf([message, large, message.subarray(0, 20), large]));
  const found = [];
  for await (const each of box.open().messages()) found.push(await buffer(await each.open()));
  expect(found.map(String)).toEqual([message, large, message.subarray(0, 20), large].map(String));
  await box.close();
});

test('mbox: without quoting, with CR LF, and with the date of delivery', async () => {
  const one = reportMail(1);
  const content = Buffer.concat([
    Buffer.from('From - Fri Jan 16 05:06:07 2026\r\n'),
    one,
    Buffer.from('\r\nFrom x@example.com  Fri Jan 16 05:06:08 UTC 2026\r\n'),
    otherMail(),
  ]);
  const box = await mbox(content);
  const found = [];
  for await (const message of box.open().messages())
    found.push([message.receivedAt?.toISOString(), (await buffer(await message.open())).length]);
  expect(found).toEqual([
    ['2026-01-16T05:06:07.000Z', one.length],
    ['2026-01-16T05:06:08.000Z', otherMail().length],
  ]);
  await box.close();
});

test('Maildir: a message renamed by another program is still read and marked', async () => {
  const box = await maildir([reportMail(1)]);
  const source = box.open();
  for await (const message of source.messages()) {
    const place = source.mailbox;
    const [name] = readdirSync(path.join(place, 'new'));
    renameSync(path.join(place, 'new', name!), path.join(place, 'cur', `${name}:2,R`));
    expect(await buffer(await message.open())).toEqual(reportMail(1));
    await message.handled();
    expect(readdirSync(path.join(place, 'cur'))).toEqual([`${name}:2,RS`]);
    expect(readFileSync(path.join(place, 'cur', `${name}:2,RS`))).toEqual(reportMail(1));
  }
  await box.close();
});
