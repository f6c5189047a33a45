// Keeps the memory of each source in the store.
import type {
  ItemMark,
  ItemMemory,
  ListingMemory,
  MailKeeping,
  MessageEntry,
  SourceMemory,
} from '../collect/index.js';
import { type Clock, unixSeconds } from '../domain/clock.js';
import { withoutAddresses } from '../domain/secret.js';
import type { MessageRow, Store } from '../store/index.js';
import { isCompressedAtOnce } from './ingest/compression.js';
import type { Workspace } from './workspace.js';

/**
 * The memory of a source.
 *
 * @param label the source's name in stored rows; messages are kept under the label that comes with them
 */
export function memoryOf(workspace: Workspace, label: string, clock: Clock): SourceMemory {
  return {
    items: itemMemory(workspace.store, label, clock),
    messages: mailKeeping(workspace, clock),
    listings: listingMemory(workspace, label),
  };
}

function itemMemory({ sourceItems }: Store, source: string, clock: Clock): ItemMemory {
  return {
    known: async () => {
      const rows = await sourceItems.of(source);
      return new Map(
        rows.map(({ item, mark, state, error_code }): [string, ItemMark] => [
          item,
          { item, version: mark, state, errorCode: error_code },
        ]),
      );
    },
    record: (marks) => {
      const changed_at = unixSeconds(clock());
      return sourceItems.record(
        marks.map(({ item, version, state, errorCode }) => ({
          ...{ source, item, mark: version, state, error_code: errorCode, changed_at },
        })),
      );
    },
  };
}

function listingMemory({ store, downloadIds }: Workspace, source: string): ListingMemory {
  const { listings, ledger, statedRows } = store;
  const own = listings.of(source);
  return {
    ofDays: (from, to) => own.ofDays(from, to),
    failed: (from) => own.failed(from),
    write: (rows) => own.write(rows),
    reads: (from, to) => own.reads(from, to),
    noteReads: (reads) => own.noteReads(reads),
    live: (date) => ledger.liveOfDay(date),
    noteIds: (ids) => downloadIds.note(ids),
    noteStated: (statements) => statedRows.note(statements),
    stated: (from, to) => statedRows.ofDays(from, to),
    differences: (from, to, limit) => statedRows.differences(from, to, limit),
  };
}

function mailKeeping(workspace: Workspace, clock: Clock): MailKeeping {
  const { store, archive } = workspace;
  const isAtOnce = isCompressedAtOnce(workspace);
  return {
    known: (source, mailbox) => store.messages.marks(source, mailbox),
    archive: async (message, path) => {
      const { sha256 } = await archive.put(message, path, isAtOnce);
      if (isAtOnce) await archive.compress(sha256);
      return sha256;
    },
    read: (sha256) => archive.read(sha256),
    record: async (entries) => {
      const changed_at = unixSeconds(clock());
      await store.messages.record(entries.map((entry) => ({ ...messageRow(entry), changed_at })));
    },
  };
}

function messageRow(entry: MessageEntry): Omit<MessageRow, 'changed_at'> {
  const { source, mailbox, id, path, sha256, from, subject, date, list, state, reports, error } = entry;
  return {
    ...{ source, mailbox, message: id, path, sha256, list, state, reports },
    sender: from,
    // A sender may put a link, which can open a download, into a subject.
    subject: withoutAddresses(subject),
    // The engine's times range from 1970 to 2106; a message's date may be outside.
    sent_at: date ? Math.min(Math.max(0, unixSeconds(date)), 0xffff_ffff) : 0,
    error_code: error?.code ?? '',
    error: error?.message ?? '',
  };
}
