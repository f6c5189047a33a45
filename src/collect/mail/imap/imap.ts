// The IMAP source: a folder on a mail server, over TLS, STARTTLS or neither, with a password or an access token.

import { Readable } from 'node:stream';
import type { FetchMessageObject, ImapFlow, SearchObject } from 'imapflow';
import type { Clock } from '../../../domain/clock.js';
import { DAY_MS } from '../../../domain/days.js';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import type { Secret } from '../../../domain/secret.js';
import { counted } from '../../../text/index.js';
import { shownPath } from '../../unpack/names.js';
import type { Mailbox, MailboxView, MailMessage } from '../contract.js';
import { type NamedFile, readNamed } from '../named-file.js';
import { imapFailure } from './failure.js';

/** How to mark handled messages; every mailbox on a server supports these ways. */
export interface Marking {
  readonly way: 'none' | 'seen' | 'flagged' | 'move';
  /** The target folder for `move`. */
  readonly folder: string;
  /** The displayed name of the option that holds the way. */
  readonly option: string;
}

/** Which messages are read. */
export interface MessageSelection {
  /** Only unseen messages; messages that a person opened before the first run are skipped. */
  readonly unseenOnly: boolean;
  /** Only messages of the last days; 0 = all. */
  readonly sinceDays: number;
}

export interface ImapOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: 'tls' | 'starttls' | 'none';
  /** Certificates to trust instead of the usual ones, as PEM. */
  readonly caFile?: NamedFile | undefined;
  readonly user: string;
  /** The password, or the source of access tokens. */
  readonly password: Secret | (() => Promise<Secret>);
  readonly folder: string;
  readonly select: MessageSelection;
  readonly mark: Marking;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const NAME = 'imap';
/** Messages are requested in parts of this size, so that no message is in memory as a whole. */
const PART_BYTES = 1024 * 1024;
const FLAGS = { seen: '\\Seen', flagged: '\\Flagged' } as const;

type Listed = Pick<FetchMessageObject, 'uid' | 'flags' | 'internalDate'>;

/** Opens a folder; the connection is opened when needed, and again after it was lost. */
export function openImap(options: ImapOptions): Mailbox {
  return new Imap(options);
}

class Imap implements Mailbox {
  readonly name = NAME;
  readonly mailbox: string;
  private readonly options: ImapOptions;
  private client: ImapFlow | undefined;

  constructor(options: ImapOptions) {
    this.options = options;
    this.mailbox = shownPath(`${options.user}@${options.host}/${options.folder}`);
  }

  async check(): Promise<MailboxView> {
    return this.guard(async () => {
      const client = await this.connected();
      const messages = (await this.search(client)).length;
      const total = client.mailbox ? client.mailbox.exists : 0;
      const facts = [
        ['connection', client.secureConnection ? 'encrypted' : 'not encrypted'],
        ['folder', `${this.options.folder}, ${counted(total, 'message')}`],
        ['waits for mail', client.capabilities.has('IDLE') ? 'by IDLE' : 'by polling'],
      ] as const;
      return { messages, facts };
    });
  }

  async *messages(): AsyncGenerator<MailMessage> {
    const [listed, validity] = await this.guard(async () => {
      const client = await this.connected();
      return [await this.list(client), this.validity(client)] as const;
    });
    for (const each of listed) {
      // A connection that was lost during one message is reopened before the next.
      const now = await this.guard(async () => this.validity(await this.connected()));
      if (now !== validity)
        throw new SundialError('mail-cut', {
          what: this.mailbox,
          problem: 'the folder was recreated meanwhile',
        });
      yield this.message(each, validity);
    }
  }

  async arrival(signal: AbortSignal): Promise<void> {
    await this.guard(async () => {
      const client = await this.connected();
      await new Promise<void>((resolve) => {
        const done = (): void => {
          client.off('exists', done);
          client.off('close', done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        client.on('exists', done);
        client.on('close', done);
        signal.addEventListener('abort', done);
        // IDLE ends with the next command, or with the connection.
        client.idle().catch(done);
        if (signal.aborted) done();
      });
    });
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.usable) await client.logout().catch(() => client.close());
    else client?.close();
  }

  private async guard<T>(work: () => Promise<T>, what = this.mailbox): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw imapFailure(thrown, { what, host: this.options.host });
    }
  }

  /** A connection with the folder selected; read-only if messages are not marked. */
  private async connected(): Promise<ImapFlow> {
    if (this.client?.usable) return this.client;
    const client = await this.connect();
    try {
      await this.select(client);
    } catch (thrown) {
      client.close();
      throw thrown;
    }
    this.client = client;
    return client;
  }

  private async select(client: ImapFlow): Promise<void> {
    const { folder, mark } = this.options;
    if (mark.way === 'move' && !client.capabilities.has('MOVE')) {
      // Without MOVE, a message would have to be copied and deleted, but Sundial never deletes messages.
      const problem = `the server cannot move messages; set ${mark.option} to seen or flagged`;
      throw new SundialError('mail-refused', { what: this.mailbox, problem });
    }
    await client.mailboxOpen(folder, { readOnly: mark.way === 'none' });
  }

  private async connect(): Promise<ImapFlow> {
    const { host, port, tls, caFile, user, password, timeoutMs = LIMITS.mailIdleMs } = this.options;
    const { ImapFlow: Client } = await import('imapflow');
    const ca = caFile && (await readNamed(caFile));
    const secret =
      typeof password === 'function'
        ? { accessToken: (await password()).reveal() }
        : { pass: password.reveal() };
    const client = new Client({
      host,
      port,
      secure: tls === 'tls',
      doSTARTTLS: tls === 'starttls',
      auth: { user, ...secret },
      ...(ca && { tls: { ca } }),
      // The library's log contains addresses and subjects, and at a higher level everything.
      logger: false,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      maxLiteralSize: 4 * PART_BYTES,
      maxLineLength: 4 * PART_BYTES,
    });
    // A pending command receives the error; an error between commands is reported by the next one.
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  private validity(client: ImapFlow): string {
    return client.mailbox ? String(client.mailbox.uidValidity) : '';
  }

  private async search(client: ImapFlow): Promise<readonly number[]> {
    const { unseenOnly, sinceDays } = this.options.select;
    const since = new Date(this.options.clock().getTime() - sinceDays * DAY_MS);
    const query: SearchObject = {
      ...(unseenOnly && { seen: false }),
      ...(sinceDays > 0 && { since }),
    };
    const found = await client.search(Object.keys(query).length > 0 ? query : { all: true }, { uid: true });
    return (found || []).sort((a, b) => a - b);
  }

  private async list(client: ImapFlow): Promise<Listed[]> {
    const uids = new Set(await this.search(client));
    const listed: Listed[] = [];
    if (uids.size === 0) return listed;
    const range = `${Math.min(...uids)}:*`;
    for await (const { uid, flags, internalDate } of client.fetch(
      range,
      { uid: true, flags: true, internalDate: true },
      { uid: true },
    ))
      if (uids.has(uid)) listed.push({ uid, ...(flags && { flags }), ...(internalDate && { internalDate }) });
    return listed.sort((a, b) => a.uid - b.uid);
  }

  private message({ uid, flags, internalDate }: Listed, validity: string): MailMessage {
    const { folder, mark } = this.options;
    const path = `${shownPath(folder)} > ${uid}`;
    const receivedAt = internalDate && new Date(internalDate);
    const isMarked = mark.way === 'none' || (mark.way !== 'move' && flags?.has(FLAGS[mark.way]) === true);
    return {
      id: `${folder}/${validity}/${uid}`,
      path,
      ...(receivedAt && { receivedAt }),
      isMarked,
      open: async () => Readable.from(this.download(uid, path), { objectMode: false }),
      handled: async () => {
        if (mark.way !== 'none') await this.guard(() => this.mark(uid), path);
      },
      left: async () => {},
    };
  }

  private async *download(uid: number, path: string): AsyncGenerator<Buffer> {
    let size = Number.POSITIVE_INFINITY;
    for (let at = 0; at < size; ) {
      const part = await this.guard(async () => {
        const client = await this.connected();
        const query = { uid: true, size: true, source: { start: at, maxLength: PART_BYTES } };
        return client.fetchOne(String(uid), query, { uid: true });
      }, path);
      const bytes = part ? part.source : undefined;
      if (!part || !bytes || (bytes.length === 0 && at < (part.size ?? 0)))
        throw new SundialError('mail-cut', {
          what: path,
          problem: 'the rest of the message no longer exists',
        });
      size = part.size ?? at + bytes.length;
      at += bytes.length;
      yield bytes;
    }
  }

  private async mark(uid: number): Promise<void> {
    const { way, folder } = this.options.mark;
    const client = await this.connected();
    if (way === 'move') await client.messageMove(String(uid), folder, { uid: true });
    else if (way !== 'none') await client.messageFlagsAdd(String(uid), [FLAGS[way]], { uid: true });
  }
}
