// Checks how a path that the user names is recognised.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CSV, REPORT, reportMail } from '../testing/mail-writer.js';
import { recogniseMail } from './recognise.js';

let place: string;
const context = () => ({ cwd: place, marks: false, ownData: path.join(place, 'data') });
const write = (name: string, content: Buffer | string) => {
  mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
  writeFileSync(path.join(place, name), content);
};

beforeAll(() => {
  place = mkdtempSync(path.join(tmpdir(), 'sundial-recognise-'));
  write('messages/deep/1.eml', reportMail());
  write(`messages/${REPORT}`, CSV);
  write(`reports/${REPORT}`, CSV);
  write(`reports/new/${REPORT}`, CSV);
  write('copied/new/1768539600.M1P1.host', reportMail());
  for (const sub of ['new', 'cur', 'tmp']) mkdirSync(path.join(place, 'whole', sub), { recursive: true });
  write('one', reportMail());
  write('box', Buffer.concat([Buffer.from('From a@example.com Fri Jan 16 05:00:00 2026\n'), reportMail()]));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test.each([
  ['messages', { name: 'eml', isVouchedFor: true, hasOtherFiles: true }],
  ['one', { name: 'eml', isVouchedFor: true }],
  ['box', { name: 'mbox' }],
  ['whole', { name: 'maildir' }],
  ['copied', { name: 'maildir' }],
])('%s', async (name, expected) => {
  const mailbox = await recogniseMail(name, context());
  expect(mailbox).toMatchObject(expected);
  expect(mailbox?.isVouchedFor).toBe('isVouchedFor' in expected ? true : undefined);
  const messages = [];
  for await (const message of mailbox!.messages()) messages.push(message.path);
  expect(messages).toHaveLength(name === 'whole' ? 0 : 1);
});

test.each(['reports', 'none', '-', `messages/${REPORT}`])('%s is not a mail', async (name) => {
  expect(await recogniseMail(name, context())).toBeUndefined();
});
