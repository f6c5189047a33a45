// Determines by content whether a path that the user names is a mailbox, a message or a folder of messages.
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { walk } from '../directory/walk.js';
import { isMessageName } from '../unpack/names.js';
import type { Mailbox } from './contract.js';
import { openEml } from './eml/eml.js';
import { openPacked } from './eml/packed.js';
import { isMaildir, openMaildir } from './maildir/maildir.js';
import { openMbox } from './mbox/mbox.js';

/** Enough bytes for the lines by which a message is recognised. */
const HEAD_BYTES = 4096;
const MBOX = /^From \S.*\d{4}\r?\n/;
/** Lines at the beginning of saved messages; a report begins with its columns. */
const MESSAGE =
  /^(?:(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|Sender|List-[\w-]+|X-[\w-]+|ARC-[\w-]+|DKIM-[\w-]+|Authentication-Results): )/i;

/**
 * Opens a mailbox file, a Maildir, a message, or a folder with messages in files; undefined for anything else, and
 * for missing paths. A user who names message files vouches for their senders, whereas mailboxes contain everything
 * that arrived.
 *
 * @param marks whether handled messages of a Maildir are marked as read
 */
export async function recogniseMail(
  given: string,
  cwd: string,
  marks: boolean,
): Promise<Mailbox | undefined> {
  const real = path.resolve(cwd, given);
  const status = given === '-' ? undefined : await stat(real).catch(() => undefined);
  if (status?.isDirectory()) return recogniseFolder(real, given, marks);
  if (!status?.isFile()) return undefined;
  const head = await firstText(real);
  if (MBOX.test(head)) return openMbox(real, given);
  return beginsMessage(head) ? { ...openEml(real, given), isVouchedFor: true } : undefined;
}

/** Opens the messages in an archive; undefined for a file that is not an archive or contains no messages. */
export async function recognisePacked(given: string, cwd: string): Promise<Mailbox | undefined> {
  const real = path.resolve(cwd, given);
  const status = given === '-' ? undefined : await stat(real).catch(() => undefined);
  return status?.isFile() ? openPacked(real, given) : undefined;
}

async function recogniseFolder(real: string, given: string, marks: boolean): Promise<Mailbox | undefined> {
  if ((await isMaildir(real)) || (await isPartOfMaildir(real))) return openMaildir(real, marks, given);
  for await (const found of walk(real, '', { wanted: isMessageName })) {
    if (!found.error) return { ...openEml(real, given), isVouchedFor: true, hasOtherFiles: true };
  }
  return undefined;
}

/** Copies of Maildirs lose empty folders; their files have no extension, and are recognised by their beginning. */
async function isPartOfMaildir(real: string): Promise<boolean> {
  for (const sub of ['new', 'cur']) {
    const names = await readdir(path.join(real, sub)).catch(() => []);
    const [first] = names.filter((name) => !name.startsWith('.')).sort();
    if (first && !isMessageName(first)) return beginsMessage(await firstText(path.join(real, sub, first)));
  }
  return false;
}

function beginsMessage(head: string): boolean {
  return MESSAGE.test(head) && hasTwoLines(head);
}

/** Any file may contain one such line; a message has several before its empty line. */
function hasTwoLines(head: string): boolean {
  const lines = head.split(/\r?\n\r?\n/)[0]!.split(/\r?\n/);
  return lines.filter((line) => /^[\w-]+: /.test(line)).length >= 2;
}

async function firstText(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return '';
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    return head.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
