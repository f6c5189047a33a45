// Opens the mailbox that a user names by its path, and says why a path is not a mailbox.
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { fileContent } from '../unpack/content.js';
import { readingFailure } from '../unpack/failure.js';
import { extensionOf, isMessageName, promisesArchive, shownPath } from '../unpack/names.js';
import { type Kind, sniff } from '../unpack/sniff.js';
import type { Mailbox } from './contract.js';
import { openPacked } from './eml/packed.js';
import { openMbox } from './mbox/mbox.js';
import { type Recognising, recogniseMail } from './recognise.js';

/**
 * Opens an mbox file, a Maildir, a message, or a folder or archive of .eml files.
 *
 * @throws SundialError `path-missing`, `file-unreadable`, `file-empty`, `archive-corrupt`, or `usage` for a path that is
 * none of these
 */
export async function openMailbox(given: string, context: Recognising): Promise<Mailbox> {
  const shown = shownPath(given);
  if (given === '-') throw usage('standard input is not a mailbox; save it to a file');
  const real = path.resolve(context.cwd, given);
  try {
    const status = await stat(real);
    // Reports an unreadable folder, which would otherwise look like a folder without messages.
    if (status.isDirectory()) await readdir(real);
    else if (!status.isFile()) throw usage(`${shown} is neither a file nor a folder`);
    const recognised = await recogniseMail(given, context);
    if (recognised) return recognised;
    if (status.isDirectory())
      throw usage(`${shown} contains no .eml file, and is not a Maildir with the folders new and cur`);
    return await openOtherFile(real, given);
  } catch (thrown) {
    throw readingFailure(thrown, shown);
  }
}

/** Opens a file that begins neither like an mbox file nor like a message. */
async function openOtherFile(real: string, given: string): Promise<Mailbox> {
  const kind = await kindOf(real);
  const shown = shownPath(given);
  const name = path.basename(given);
  const isPacked = promisesArchive(name);
  if (kind === 'empty') {
    if (isPacked || isMessageName(name)) throw usage(`${shown} is empty`);
    // Mail programs leave an empty file behind when they remove the last message.
    return { ...openMbox(real, given), notes: () => [`${shown} is empty`] };
  }
  if (kind === 'text' || typeof kind !== 'string') {
    const { other = 'is a text file' } = typeof kind === 'string' ? {} : kind;
    if (isPacked)
      throw new SundialError('archive-corrupt', { file: shown, format: extensionOf(name), problem: other });
    throw usage(
      `${shown} is neither an mbox file nor a message: it begins neither with a "From " line nor with the header of a message. Reports are loaded by "sundial ingest"`,
    );
  }
  const packed = await openPacked(real, given);
  if (packed) return packed;
  throw usage(
    `the archive ${shown} contains no .eml file. Mailboxes of other forms have to be unpacked, and reports are loaded by "sundial ingest"`,
  );
}

async function kindOf(real: string): Promise<Kind> {
  const handle = await open(real, 'r');
  try {
    const { head } = await fileContent(handle, (await handle.stat()).size);
    return sniff(head);
  } finally {
    await handle.close();
  }
}

const usage = (problem: string): SundialError => new SundialError('usage', { problem });
