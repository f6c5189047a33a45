// The source of .eml files: one message per file, in a folder and the folders below it, or a single file.
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sleepUntilChange } from '../../directory/folder-watch.js';
import { type LeaveOut, leaveOutOwnData, ownDataNote } from '../../directory/own-data.js';
import { walk } from '../../directory/walk.js';
import { readingFailure } from '../../unpack/failure.js';
import { isMessageName, shownPath } from '../../unpack/names.js';
import type { Mailbox, MailMessage } from '../contract.js';

const NAME = 'eml';

export interface EmlOptions {
  /** The folder's name in messages; omitted = its path. */
  readonly shown?: string;
  /** The folder in which Sundial keeps its own data, which is left out. */
  readonly ownData: string;
}

/**
 * Opens a folder of .eml files, or a single message file of any name. Files are only read; handled messages are
 * remembered by path, size and time, so that a rewritten file counts as a new message.
 */
export function openEml(place: string, { shown = place, ownData }: EmlOptions): Mailbox {
  const mailbox = shownPath(shown);
  const leftOut = new Set<string>();
  const isLeftOut = leaveOutOwnData(ownData, (folder) => leftOut.add(path.join(shown, folder)));
  return {
    name: NAME,
    mailbox,
    check: async () => {
      let messages = 0;
      for await (const _ of list(place, mailbox, isLeftOut)) messages += 1;
      return { messages, facts: [] };
    },
    messages: () => list(place, mailbox, isLeftOut),
    notes: () => [...leftOut].map(ownDataNote),
    arrival: (signal) => sleepUntilChange(place, signal),
    close: async () => {},
  };
}

async function* list(place: string, mailbox: string, isLeftOut: LeaveOut): AsyncGenerator<MailMessage> {
  const status = await stat(place).catch((error) => Promise.reject(readingFailure(error, mailbox)));
  if (!status.isDirectory()) return yield message(place, mailbox, path.basename(place), status);
  for await (const found of walk(place, '', { wanted: isMessageName, isLeftOut })) {
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
