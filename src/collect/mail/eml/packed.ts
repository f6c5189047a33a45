// The source of .eml files in an archive, as exported by mail programs.
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { fileContent, fileRange } from '../../unpack/content.js';
import { archiveFailure } from '../../unpack/failure.js';
import { type FoundMember, membersOf } from '../../unpack/members.js';
import { extensionOf, isMessageName, shownPath } from '../../unpack/names.js';
import { spool } from '../../unpack/spool.js';
import type { PackedMessage } from '../../unpack/unpack.js';
import type { Mailbox, MailMessage } from '../contract.js';

const NAME = 'eml';

/**
 * Opens the messages in an archive.
 *
 * @param shown the archive's name in messages
 * @returns undefined if the file is not an archive, or contains no messages
 * @throws SundialError if the archive is damaged or reaches a limit before its first message
 */
export async function openPacked(file: string, shown: string): Promise<Mailbox | undefined> {
  const mailbox = shownPath(shown);
  if ((await countMessages(file, mailbox, 1)) === 0) return undefined;
  return {
    name: NAME,
    mailbox,
    isVouchedFor: true,
    check: async () => ({ messages: await countMessages(file, mailbox), facts: [] }),
    messages: () => list(file, mailbox),
    close: async () => {},
  };
}

async function countMessages(
  file: string,
  mailbox: string,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let found = 0;
  for await (const _ of members(file, mailbox)) {
    found += 1;
    if (found >= most) break;
  }
  return found;
}

async function* list(file: string, mailbox: string): AsyncGenerator<MailMessage> {
  const { mtime } = await stat(file);
  for await (const member of members(file, mailbox)) {
    // A message may have to be read twice, but a member can only be read once.
    const content = await spool(member.read()).catch((thrown: unknown) =>
      archiveFailure(thrown, member.path, extensionOf(file)),
    );
    if (content instanceof SundialError) {
      yield unreadable(member.path, mtime, content);
      continue;
    }
    try {
      yield messageOf({ path: member.path, receivedAt: mtime, content });
    } finally {
      await content.handle.close();
    }
  }
}

function unreadable(shown: string, receivedAt: Date, error: SundialError): MailMessage {
  return {
    id: `${shown} ${Math.floor(receivedAt.getTime())}`,
    path: shown,
    receivedAt,
    open: () => Promise.reject(error),
    handled: async () => {},
    left: async () => {},
  };
}

/** The mailbox of messages that are handed over while their archive is unpacked, which lists no messages itself. */
export function unpackedMailbox(archive: string): Mailbox {
  return {
    name: NAME,
    mailbox: archive,
    isVouchedFor: true,
    check: async () => ({ messages: 0, facts: [] }),
    messages: async function* () {},
    close: async () => {},
  };
}

/** A member of an archive as a message, as long as its content is open. */
export function messageOf({
  path: shown,
  receivedAt,
  content,
}: Pick<PackedMessage, 'path' | 'receivedAt' | 'content'>): MailMessage {
  return {
    id: `${shown} ${content.size} ${Math.floor(receivedAt.getTime())}`,
    path: shown,
    receivedAt,
    open: async () => Readable.from(fileRange(content, 0), { objectMode: false }),
    handled: async () => {},
    left: async () => {},
  };
}

async function* members(file: string, mailbox: string): AsyncGenerator<FoundMember> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const searched = { content: await fileContent(handle, size), path: mailbox, name: path.basename(file) };
    yield* membersOf(searched, isMessageName, LIMITS);
  } finally {
    await handle.close();
  }
}
