// The mbox source: a file of many messages, one after another, of any size.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SundialError } from '../../../domain/errors.js';
import { readingFailure } from '../../unpack/failure.js';
import { shownPath } from '../../unpack/names.js';
import type { Mailbox, MailboxView, MailMessage } from '../contract.js';
import { type MboxEntry, mboxEntries, unquotedRange } from './entries.js';

const NAME = 'mbox';

/**
 * Opens an mbox file. The file is only read, so messages cannot be marked in it; handled messages are remembered by
 * their content, which stays the same when other programs remove earlier messages.
 *
 * @param shown the file's name in messages
 */
export function openMbox(file: string, shown = file): Mailbox {
  const mailbox = shownPath(shown);
  const withFile = async function* <T>(read: (handle: FileHandle) => AsyncGenerator<T>): AsyncGenerator<T> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(file, 'r');
      yield* read(handle);
    } catch (thrown) {
      throw readingFailure(thrown, mailbox);
    } finally {
      await handle?.close();
    }
  };
  return {
    name: NAME,
    mailbox,
    check: async () => count(withFile((handle) => entries(handle, mailbox))),
    messages: () =>
      withFile(async function* (handle) {
        for await (const entry of entries(handle, mailbox)) yield await message(entry, handle, mailbox);
      }),
    close: async () => {},
  };
}

async function count(all: AsyncIterable<MboxEntry>): Promise<MailboxView> {
  let messages = 0;
  for await (const _ of all) messages += 1;
  return { messages, facts: [] };
}

/** The messages of a file; an empty file has none. @throws SundialError for a file that is not an mbox */
async function* entries(handle: FileHandle, mailbox: string): AsyncGenerator<MboxEntry> {
  let isFirst = true;
  for await (const entry of mboxEntries(handle)) {
    if (isFirst && !entry.separator)
      throw new SundialError('mail-unreadable', {
        file: mailbox,
        problem: 'does not begin with a "From " line',
      });
    isFirst = false;
    yield entry;
  }
}

async function message(entry: MboxEntry, handle: FileHandle, mailbox: string): Promise<MailMessage> {
  const hash = createHash('sha256');
  for await (const chunk of unquotedRange(handle, entry)) hash.update(chunk);
  const id = hash.digest('hex');
  return {
    id,
    path: `${mailbox} > ${id.slice(0, 12)}`,
    ...(entry.receivedAt && { receivedAt: entry.receivedAt }),
    open: async () => Readable.from(unquotedRange(handle, entry), { objectMode: false }),
    handled: async () => {},
    left: async () => {},
  };
}
