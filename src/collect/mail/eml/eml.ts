// The source of .eml files: one message per file, in a folder and the folders below it, or a single file.
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sleepUntilChange } from '../../directory/folder-watch.js';
import { walk } from '../../directory/walk.js';
import { readingFailure } from '../../unpack/failure.js';
import { isMessageName, shownPath } from '../../unpack/names.js';
import type { Mailbox, MailMessage } from '../contract.js';

const NAME = 'eml';

/**
 * Opens a folder of .eml files, or a single message file of any name. Files are only read; handled messages are
 * remembered by path, size and time, so that a rewritten file counts as a new message.
 *
 * @param shown the folder's name in messages
 */
export function openEml(place: string, shown = place): Mailbox {
  const mailbox = shownPath(shown);
  return {
    name: NAME,
    mailbox,
    check: async () => {
      let messages = 0;
      for await (const _ of list(place, mailbox)) messages += 1;
      return { messages, facts: [] };
    },
    messages: () => list(place, mailbox),
    arrival: (signal) => sleepUntilChange(place, signal),
    close: async () => {},
  };
}

async function* list(place: string, mailbox: string): AsyncGenerator<MailMessage> {
  const status = await stat(place).catch((error) => Promise.reject(readingFailure(error, mailbox)));
  if (!status.isDirectory()) return yield message(place, mailbox, path.basename(place), status);
  for await (const found of walk(place, '', { wanted: isMessageName })) {
    const shown = path.join(mailbox, shownPath(found.path));
    if (found.error) throw found.error;
    const file = path.join(place, found.path);
    // Another program may have removed the file in the meantime.
    const known = await stat(file).catch(() => undefined);
    if (known) yield message(file, shown, found.path, known);
  }
}

function message(file: string, shown: string, name: string, status: Stats): MailMessage {
  return {
    id: `${name} ${status.size} ${Math.floor(status.mtimeMs)}`,
    path: shownPath(shown),
    receivedAt: status.mtime,
    open: async () => createReadStream(file),
    handled: async () => {},
    left: async () => {},
  };
}
