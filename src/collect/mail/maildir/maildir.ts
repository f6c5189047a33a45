// The Maildir source: a folder with one file per message in `new` and `cur`, and flags in the files' names.
import { createReadStream } from 'node:fs';
import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../../../domain/errors.js';
import { sleepUntilChange } from '../../directory/folder-watch.js';
import { readingFailure } from '../../unpack/failure.js';
import { shownPath } from '../../unpack/names.js';
import type { Mailbox, MailMessage } from '../contract.js';

const NAME = 'maildir';
/** The mark before the flags in a name (cr.yp.to/proto/maildir.html). */
const INFO = ':2,';
const SEEN = 'S';

interface Place {
  readonly folder: string;
  readonly mailbox: string;
}

/** Whether a folder is a Maildir. */
export async function isMaildir(folder: string): Promise<boolean> {
  const states = await Promise.all(
    ['new', 'cur', 'tmp'].map((name) => stat(path.join(folder, name)).catch(() => undefined)),
  );
  return states.every((status) => status?.isDirectory());
}

/**
 * Opens a Maildir. Handled messages get the flag S (seen) and move from `new` to `cur`, as mail programs do; `marks`
 * turns this on.
 *
 * @param shown the folder's name in messages
 */
export function openMaildir(folder: string, marks: boolean, shown = folder): Mailbox {
  const place = { folder, mailbox: shownPath(shown) };
  return {
    name: NAME,
    mailbox: place.mailbox,
    check: async () => ({ messages: (await list(place)).length, facts: [] }),
    messages: async function* () {
      for (const [sub, file] of await list(place)) {
        const found = await message(place, sub, file, marks);
        if (found) yield found;
      }
    },
    arrival: (signal) => sleepUntilChange(path.join(folder, 'new'), signal),
    close: async () => {},
  };
}

/** Folder and name of every message, sorted by names, which begin with the time of delivery. */
async function list({ folder, mailbox }: Place): Promise<(readonly [string, string])[]> {
  await stat(folder).catch((error) => Promise.reject(readingFailure(error, mailbox)));
  const found = await Promise.all(['new', 'cur'].map((sub) => namesIn(folder, sub, mailbox)));
  // A copy of a Maildir may lack one of the folders.
  if (found.every((names) => names === undefined))
    throw new SundialError('mail-folder', { what: mailbox, problem: 'it lacks the folders new and cur' });
  return found.flatMap((names) => names ?? []).sort(([, a], [, b]) => (a < b ? -1 : 1));
}

/** Names of messages; undefined if the folder does not exist. */
async function namesIn(
  folder: string,
  sub: string,
  mailbox: string,
): Promise<(readonly [string, string])[] | undefined> {
  try {
    const names = await readdir(path.join(folder, sub));
    return names.filter((name) => !name.startsWith('.')).map((name) => [sub, name] as const);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw readingFailure(thrown, mailbox);
  }
}

async function message(
  place: Place,
  sub: string,
  file: string,
  marks: boolean,
): Promise<MailMessage | undefined> {
  const [id = file, flags = ''] = file.split(INFO);
  const shown = `${place.mailbox} > ${shownPath(id)}`;
  const status = await stat(path.join(place.folder, sub, file)).catch(() => undefined);
  // Another program has moved the message; the next run finds it in its new place.
  if (!status?.isFile()) return undefined;
  return {
    id,
    path: shown,
    receivedAt: status.mtime,
    isMarked: !marks || (sub === 'cur' && flags.includes(SEEN)),
    open: async () => createReadStream(await whereNow(place, file, id, sub)),
    handled: async () => {
      if (marks) await markSeen(place, id, await whereNow(place, file, id, sub));
    },
    left: async () => {},
  };
}

/** The current path of a message: other programs rename files to change flags, and move them from `new` to `cur`. */
async function whereNow({ folder }: Place, file: string, id: string, sub: string): Promise<string> {
  const seen = path.join(folder, sub, file);
  if (await stat(seen).catch(() => undefined)) return seen;
  for (const other of ['cur', 'new']) {
    const names = await readdir(path.join(folder, other)).catch((): string[] => []);
    const name = names.find((each) => each === id || each.startsWith(id + INFO));
    if (name) return path.join(folder, other, name);
  }
  return seen;
}

async function markSeen(place: Place, id: string, file: string): Promise<void> {
  const flags = new Set((path.basename(file).split(INFO)[1] ?? '') + SEEN);
  const target = path.join(place.folder, 'cur', `${id}${INFO}${[...flags].sort().join('')}`);
  try {
    if (file !== target) await rename(file, target);
  } catch (thrown) {
    // A message that was deleted meanwhile need not be marked.
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw readingFailure(thrown, place.mailbox);
  }
}
