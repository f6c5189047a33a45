// The Microsoft Graph source: a folder of one mailbox in Microsoft 365, read by a registered application.

import { Readable } from 'node:stream';
import * as z from 'zod';
import type { Clock } from '../../../domain/clock.js';
import { DAY_MS } from '../../../domain/days.js';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { HttpClient, type HttpRequest, type Pace, target } from '../../../net/index.js';
import { counted } from '../../../text/index.js';
import { shownPath } from '../../unpack/names.js';
import type { Mailbox, MailboxView, MailMessage } from '../contract.js';
import type { Marking, MessageSelection } from '../imap/imap.js';
import { Authorized, type Grant, Tokens } from '../oauth/tokens.js';
import { MAIL_CODES, mailRequest } from '../web.js';

export interface GraphOptions {
  /** `https://graph.microsoft.com/v1.0`, or the address of a national cloud. */
  readonly url: string;
  readonly grant: Grant;
  /** The mailbox: its address or id. */
  readonly user: string;
  /** A folder by its well-known name, or names from the top, such as `Inbox/Reports`. */
  readonly folder: string;
  readonly select: MessageSelection;
  readonly mark: Marking;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

const NAME = 'graph';
/** The maximum number of messages in one page of a list (Graph, "user: list messages"). */
const PAGE = 500;
/** Ids stay the same when messages are moved within the mailbox (Graph, "immutable identifiers"). */
const PREFER = { prefer: 'IdType="ImmutableId"' };

const FOLDER = z.looseObject({ id: z.string().min(1), totalItemCount: z.number().optional() });
const FOLDERS = z.looseObject({ value: z.array(FOLDER) });
const MESSAGE = z.looseObject({
  id: z.string().min(1),
  receivedDateTime: z.string().optional(),
  isRead: z.boolean().optional(),
  flag: z.looseObject({ flagStatus: z.string().optional() }).optional(),
});
const MESSAGES = z.looseObject({ value: z.array(MESSAGE), '@odata.nextLink': z.string().optional() });

type Listed = z.infer<typeof MESSAGE>;

/** Opens a mailbox (learn.microsoft.com/graph/api/resources/message). */
export function openGraph(options: GraphOptions): Mailbox {
  return new Graph(options);
}

class Graph implements Mailbox {
  readonly name = NAME;
  readonly mailbox: string;
  private readonly options: GraphOptions;
  private readonly http: HttpClient;
  private readonly authorized: Authorized;

  constructor(options: GraphOptions) {
    this.options = options;
    this.mailbox = shownPath(`${options.user}/${options.folder}`);
    this.http = new HttpClient({ env: options.env, clock: options.clock, codes: MAIL_CODES });
    const tokens = new Tokens(options.grant, this.mailbox, this.http, options.pace);
    this.authorized = new Authorized(tokens, this.http, options.pace);
  }

  async check(): Promise<MailboxView> {
    const folder = await this.folder(this.options.folder);
    const messages = (await this.list(folder.id)).length;
    const total = folder.totalItemCount ?? messages;
    return { messages, facts: [['folder', `${this.options.folder}, ${counted(total, 'message')}`]] };
  }

  async *messages(): AsyncGenerator<MailMessage> {
    const { id } = await this.folder(this.options.folder);
    const target = this.options.mark.way === 'move' ? (await this.folder(this.options.mark.folder)).id : '';
    // Reads the whole list first, because pages of a folder shift when messages are moved out of it.
    for (const listed of await this.list(id)) yield this.message(listed, target);
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  /** A folder by its path; the first name may be a well-known one such as `inbox` (Graph, "mailFolder"). */
  private async folder(path: string): Promise<z.infer<typeof FOLDER>> {
    const [first = '', ...rest] = path.split('/');
    let folder = (await this.known(first.toLowerCase())) ?? (await this.named('mailFolders', first));
    for (const name of rest)
      folder = await this.named(`mailFolders/${encodeURIComponent(folder.id)}/childFolders`, name);
    return folder;
  }

  private async known(name: string): Promise<z.infer<typeof FOLDER> | undefined> {
    if (!/^[a-z]+$/.test(name)) return undefined;
    try {
      return this.read(FOLDER, await this.authorized.json(this.ask(`mailFolders/${name}`)));
    } catch (thrown) {
      // This is not a well-known name, but a folder may have it.
      if (thrown instanceof SundialError && thrown.code === 'mail-folder') return undefined;
      throw thrown;
    }
  }

  private async named(below: string, name: string): Promise<z.infer<typeof FOLDER>> {
    // Quotes are doubled in OData strings.
    const filter = `displayName eq '${name.replaceAll("'", "''")}'`;
    const asked = this.ask(below, { $filter: filter, $select: 'id,totalItemCount' });
    const [found] = this.read(FOLDERS, await this.authorized.json(asked)).value;
    if (!found)
      throw new SundialError('mail-folder', {
        what: this.mailbox,
        problem: `the folder "${name}" does not exist`,
      });
    return found;
  }

  private async list(folder: string): Promise<Listed[]> {
    const { unseenOnly, sinceDays } = this.options.select;
    const since = new Date(this.options.clock().getTime() - sinceDays * DAY_MS);
    // The property to sort by must also be the first in the conditions (Graph, "user: list messages").
    const filter = [
      ...(sinceDays > 0 || unseenOnly
        ? [`receivedDateTime ge ${sinceDays > 0 ? since.toISOString() : '1970-01-01T00:00:00Z'}`]
        : []),
      ...(unseenOnly ? ['isRead eq false'] : []),
    ].join(' and ');
    let asked: HttpRequest | undefined = this.ask(`mailFolders/${encodeURIComponent(folder)}/messages`, {
      $select: 'id,receivedDateTime,isRead,flag',
      $orderby: 'receivedDateTime asc',
      $top: String(PAGE),
      ...(filter && { $filter: filter }),
    });
    const all = new Map<string, Listed>();
    while (asked) {
      const page: z.infer<typeof MESSAGES> = this.read(MESSAGES, await this.authorized.json(asked));
      // Pages overlap if messages arrive meanwhile.
      for (const each of page.value) all.set(each.id, each);
      asked = this.next(page['@odata.nextLink']);
    }
    return [...all.values()];
  }

  /** The next page is requested from the address in the last one, if it is on the same server. */
  private next(link: string | undefined): HttpRequest | undefined {
    if (link === undefined) return undefined;
    const url = URL.canParse(link) ? new URL(link) : undefined;
    if (url?.origin === new URL(this.options.url).origin) return { ...this.ask(''), ...target(url) };
    throw new SundialError('mail-garbage', {
      what: this.mailbox,
      problem: 'its next page is on another server',
    });
  }

  private message({ id, receivedDateTime = '', isRead, flag }: Listed, target: string): MailMessage {
    const { way } = this.options.mark;
    const received = Date.parse(receivedDateTime);
    const path = `${this.mailbox} > ${shownPath(receivedDateTime.slice(0, 19))} ${shownPath(id.slice(-12))}`;
    const marks = { none: true, seen: isRead === true, flagged: flag?.flagStatus === 'flagged', move: false };
    return {
      id,
      path,
      ...(Number.isNaN(received) ? {} : { receivedAt: new Date(received) }),
      isMarked: marks[way],
      open: async () => {
        // The whole unchanged message, however large its attachments are (Graph, "get MIME content of a message").
        const answer = await this.authorized.send({
          ...this.ask(`messages/${encodeURIComponent(id)}/$value`),
          about: { what: path },
        });
        return Readable.from(answer.body, { objectMode: false });
      },
      handled: () => this.mark(id, path, target),
      left: async () => {},
    };
  }

  private async mark(id: string, what: string, destinationId: string): Promise<void> {
    const { way } = this.options.mark;
    if (way === 'none') return;
    const place = `messages/${encodeURIComponent(id)}`;
    const asked = way === 'move' ? this.ask(`${place}/move`) : this.ask(place);
    const body = {
      seen: { isRead: true },
      flagged: { flag: { flagStatus: 'flagged' } },
      move: { destinationId },
    }[way];
    const answer = await this.authorized.send({
      ...asked,
      about: { what },
      method: way === 'move' ? 'POST' : 'PATCH',
      headers: { ...asked.headers, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    });
    answer.discard();
  }

  private ask(path: string, query: Readonly<Record<string, string>> = {}): HttpRequest {
    const base = this.options.url.replace(/\/*$/, '/');
    const url = new URL(`users/${encodeURIComponent(this.options.user)}/${path}`, base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const what = this.mailbox;
    return {
      ...mailRequest(url, what),
      headers: PREFER,
      explain: ({ status, problem }) =>
        status === 404 || /ErrorInvalidIdMalformed|ErrorInvalidUser|ErrorFolderNotFound/.test(problem)
          ? new SundialError('mail-folder', { what, problem })
          : undefined,
    };
  }

  private read<T>(shape: z.ZodType<T>, answer: unknown): T {
    const read = shape.safeParse(answer);
    if (read.success) return read.data;
    const member = String(read.error.issues[0]?.path.join('.') ?? '').slice(0, LIMITS.httpWords);
    throw new SundialError('mail-garbage', {
      what: this.mailbox,
      problem: `it has no usable ${member || 'members'}`,
    });
  }
}
