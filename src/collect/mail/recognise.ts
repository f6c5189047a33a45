// Tells whether a path that somebody names is a mailbox or a message, by what is in it.
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Mailbox } from './contract.js';
import { openEml } from './eml/eml.js';
import { isMaildir, openMaildir } from './maildir/maildir.js';
import { openMbox } from './mbox/mbox.js';

/** Enough for the lines by which a message is known. */
const HEAD_BYTES = 4096;
const MBOX = /^From \S.*\d{4}\r?\n/;
/** Lines that begin messages as they are saved; a report begins with its columns. */
const MESSAGE =
  /^(?:(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|Sender|List-[\w-]+|X-[\w-]+|ARC-[\w-]+|DKIM-[\w-]+|Authentication-Results): )/i;

/**
 * Opens what is a mailbox file, a Maildir or a message; undefined for anything else, also for what is not there.
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
  if (status?.isDirectory()) return (await isMaildir(real)) ? openMaildir(real, marks, given) : undefined;
  if (!status?.isFile()) return undefined;
  const head = await firstText(real);
  if (MBOX.test(head)) return openMbox(real, given);
  return MESSAGE.test(head) && hasTwoLines(head) ? openEml(real, given) : undefined;
}

/** One such line may stand in anything; a message has several before its empty line. */
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
