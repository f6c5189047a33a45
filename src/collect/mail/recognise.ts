// Determines by content whether a path that the user names is a mailbox, a message or a folder of messages.
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { leaveOutOwnData } from '../directory/own-data.js';
import { walk } from '../directory/walk.js';
import { isMessageName } from '../unpack/names.js';
import type { Mailbox } from './contract.js';
import { openEml } from './eml/eml.js';
import { isMaildir, openMaildir } from './maildir/maildir.js';
import { openMbox } from './mbox/mbox.js';

/** Enough bytes for the lines by which a message is recognised. */
const HEAD_BYTES = 4096;
const MBOX = /^From \S.*\d{4}\r?\n/;
/** Lines at the beginning of saved messages; a report begins with its columns. */
const MESSAGE =
  /^(?:(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|Sender|List-[\w-]+|X-[\w-]+|ARC-[\w-]+|DKIM-[\w-]+|Authentication-Results): )/i;

/** The context in which a path is recognised. */
export interface Recognising {
  /** The folder of relative paths. */
  readonly cwd: string;
  /** Whether handled messages of a Maildir are marked as read. */
  readonly marks: boolean;
  /** The folder in which Sundial keeps its own data, which is left out. */
  readonly ownData: string;
}

/**
 * Opens a mailbox file, a Maildir, a message, or a folder with messages in files; undefined for anything else, and
 * for missing paths. A user who names message files vouches for their senders, whereas mailboxes contain everything
 * that arrived.
 */
export async function recogniseMail(given: string, context: Recognising): Promise<Mailbox | undefined> {
  const real = path.resolve(context.cwd, given);
  const status = given === '-' ? undefined : await stat(real).catch(() => undefined);
  if (status?.isDirectory()) return recogniseFolder(real, given, context);
  if (!status?.isFile()) return undefined;
  const head = await firstText(real);
  if (MBOX.test(head)) return openMbox(real, given);
  // In a folder, the name alone makes a file a message.
  if (!beginsMessage(head) && !(isMessageName(given) && status.size > 0)) return undefined;
  return { ...openEml(real, { shown: given, ownData: context.ownData }), isVouchedFor: true };
}

async function recogniseFolder(
  real: string,
  given: string,
  { marks, ownData }: Recognising,
): Promise<Mailbox | undefined> {
  if ((await isMaildir(real)) || (await isPartOfMaildir(real))) return openMaildir(real, marks, given);
  const isLeftOut = leaveOutOwnData(ownData, () => {});
  for await (const found of walk(real, '', { wanted: isMessageName, isLeftOut })) {
    if (!found.error)
      return { ...openEml(real, { shown: given, ownData }), isVouchedFor: true, hasOtherFiles: true };
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
