// Takes mailboxes through archive, store and the table of messages as one run of the audit log.
import type { Archive } from '../../archive/index.js';
import {
  Links,
  type Mailbox,
  MailCollection,
  type MailKeeping,
  type MessageEntry,
} from '../../collect/index.js';
import { type Clock, unixSeconds } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import { withoutAddresses } from '../../domain/secret.js';
import { networkPace } from '../../net/index.js';
import type { MessageRow, Store } from '../../store/index.js';
import { type TakeInOptions, type TakenIn, takeIn, type Watch } from '../ingest/take-in.js';
import type { Workspace } from '../workspace.js';
import { mailRules } from './open-mail.js';

/** What the audit log calls the reading of the settings' mailbox. */
export const MAIL_RUN = 'mail fetch';

export interface MailFetchOptions {
  /** What the audit log calls the run. */
  readonly command: string;
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly watch: Watch;
  readonly overrides?: TakeInOptions['overrides'];
  /** Which messages of earlier runs are looked at again. */
  readonly again?: 'none' | 'unhandled' | 'all';
  readonly signal?: AbortSignal;
}

/** What a run came to, and what became of the messages that it looked at. */
export interface MailFetched extends TakenIn {
  readonly messages: readonly MessageEntry[];
}

/**
 * Reads mailboxes, and whatever else is to be taken in with them.
 *
 * @param others what comes from elsewhere, after the mailboxes
 * @throws SundialError what stops everything, and what stops a mailbox before its first message
 */
export async function fetchMail(
  workspace: Workspace,
  sources: readonly Mailbox[],
  options: MailFetchOptions,
  others?: AsyncIterable<Collected>,
): Promise<MailFetched> {
  const { settings } = workspace;
  const { clock, env, watch, command, overrides = {}, again = 'none', signal } = options;
  const messages: MessageEntry[] = [];
  const keeping = noting(keepingOf(workspace, clock), messages);
  const links = new Links({
    hosts: new Set(mailRules(settings).linkHosts),
    allowLoopback: settings.mail_link_loopback,
    pace: networkPace(clock),
    env,
  });
  const known = { rules: mailRules(settings), links, clock, keeping, again, ...(signal && { signal }) };
  const collections = sources.map((source) => new MailCollection(source, known));
  const told: Watch = {
    archived: (path, bytes) => watch.archived(path, bytes),
    read: (bytes) => watch.read(bytes),
    decided: (outcome) => {
      for (const collection of collections) collection.decided(outcome);
      watch.decided(outcome);
    },
  };
  try {
    const taken = await takeIn(workspace, inTurn([...collections, ...(others ? [others] : [])]), {
      command,
      clock,
      overrides,
      watch: told,
    });
    for (const collection of collections) await collection.finish();
    return { ...taken, messages };
  } finally {
    await links.close();
  }
}

async function* inTurn(all: readonly AsyncIterable<Collected>[]): AsyncGenerator<Collected> {
  for (const one of all) yield* one;
}

function noting(keeping: MailKeeping, messages: MessageEntry[]): MailKeeping {
  const record = async (entries: readonly MessageEntry[]): Promise<void> => {
    await keeping.record(entries);
    messages.push(...entries);
  };
  return { ...keeping, record };
}

function keepingOf({ store, archive, settings }: Workspace, clock: Clock): MailKeeping {
  return {
    known: (source, mailbox) => store.messages.marks(source, mailbox),
    archive: async (message, path) => {
      const { sha256 } = await archive.put(message, path);
      if (settings.archive_compression === 'brotli') await archive.compress(sha256);
      return sha256;
    },
    read: (sha256) => read(archive, sha256),
    record: (entries) => record(store, entries, clock),
  };
}

function read(archive: Archive, sha256: string): AsyncIterable<Uint8Array> {
  return archive.read(sha256);
}

async function record(store: Store, entries: readonly MessageEntry[], clock: Clock): Promise<void> {
  const changed_at = unixSeconds(clock());
  await store.messages.record(entries.map((entry) => ({ ...rowOf(entry), changed_at })));
}

function rowOf(entry: MessageEntry): Omit<MessageRow, 'changed_at'> {
  const { source, mailbox, id, path, sha256, from, subject, date, list, state, reports, error } = entry;
  return {
    ...{ source, mailbox, message: id, path, sha256, list, state, reports },
    sender: from,
    // Anybody may write a link into a subject.
    subject: withoutAddresses(subject),
    // The engine's times begin in 1970 and end in 2106; a Date may say anything.
    sent_at: date ? Math.min(Math.max(0, unixSeconds(date)), 0xffff_ffff) : 0,
    error_code: error?.code ?? '',
    error: error?.message ?? '',
  };
}
