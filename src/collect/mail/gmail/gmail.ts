// The Gmail source: messages of one Google mailbox under a label and a search query.

import { Readable } from 'node:stream';
import * as z from 'zod';
import { type Clock, unixSeconds } from '../../../domain/clock.js';
import { DAY_SECONDS } from '../../../domain/days.js';
import { SundialError } from '../../../domain/errors.js';
import { HttpClient, type HttpRequest, type Pace, type Rejection } from '../../../net/index.js';
import { counted } from '../../../text/index.js';
import { shownPath } from '../../unpack/names.js';
import type { Mailbox, MailboxView, MailMessage } from '../contract.js';
import type { Marking, MessageSelection } from '../imap/imap.js';
import { Authorized, type Grant, Tokens } from '../oauth/tokens.js';
import { MAIL_CODES, mailRequest } from '../web.js';
import { rawMessage } from './raw.js';

export interface GmailOptions {
  /** `https://gmail.googleapis.com`. */
  readonly url: string;
  readonly grant: Grant;
  /** The mailbox's address. */
  readonly user: string;
  /** The label, such as `INBOX` or `Reports`; empty = all messages. */
  readonly label: string;
  /** A search as in Gmail, such as `from:shadowserver.org`. */
  readonly query: string;
  readonly select: MessageSelection;
  readonly mark: Marking;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

const NAME = 'gmail';
/** The maximum number of messages in one page of a list (Gmail API, "users.messages.list"). */
const PAGE = 500;

const LABELS = z.looseObject({
  labels: z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]),
});
const MESSAGES = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string().min(1) })).default([]),
  nextPageToken: z.string().optional(),
});
const PROFILE = z.looseObject({ emailAddress: z.string(), messagesTotal: z.number().optional() });

/** Opens a mailbox (developers.google.com/workspace/gmail/api/reference/rest). */
export function openGmail(options: GmailOptions): Mailbox {
  return new Gmail(options);
}

class Gmail implements Mailbox {
  readonly name = NAME;
  readonly mailbox: string;
  private readonly options: GmailOptions;
  private readonly http: HttpClient;
  private readonly authorized: Authorized;

  constructor(options: GmailOptions) {
    this.options = options;
    this.mailbox = shownPath([options.user, options.label].filter(Boolean).join('/'));
    this.http = new HttpClient({ env: options.env, clock: options.clock, codes: MAIL_CODES });
    const tokens = new Tokens(options.grant, this.mailbox, this.http, options.pace);
    this.authorized = new Authorized(tokens, this.http, options.pace);
  }

  async check(): Promise<MailboxView> {
    const { emailAddress, messagesTotal } = this.read(
      PROFILE,
      await this.authorized.json(this.ask('profile')),
    );
    const messages = (await this.list()).length;
    const total = messagesTotal ?? messages;
    return { messages, facts: [['mailbox', `${shownPath(emailAddress)}, ${counted(total, 'message')}`]] };
  }

  async *messages(): AsyncGenerator<MailMessage> {
    const { mark } = this.options;
    const target = mark.way === 'move' ? await this.labelId(mark.folder) : '';
    // Reads the whole list first, because labels change during the work; and returns the oldest message first.
    for (const id of (await this.list()).reverse()) yield this.message(id, target);
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async list(): Promise<string[]> {
    const { label, query, select, clock } = this.options;
    const since = unixSeconds(clock()) - select.sinceDays * DAY_SECONDS;
    const q = [query, select.unseenOnly && 'is:unread', select.sinceDays > 0 && `after:${since}`].filter(
      Boolean,
    );
    const known = {
      maxResults: String(PAGE),
      ...(q.length > 0 && { q: q.join(' ') }),
      ...(label && { labelIds: await this.labelId(label) }),
    };
    const ids = new Set<string>();
    let pageToken: string | undefined;
    do {
      const asked = this.ask('messages', { ...known, ...(pageToken && { pageToken }) });
      const page = this.read(MESSAGES, await this.authorized.json(asked));
      for (const { id } of page.messages) ids.add(id);
      pageToken = page.nextPageToken;
    } while (pageToken);
    return [...ids];
  }

  /** Labels made by users have their own ids. @throws SundialError `mail-folder` */
  private async labelId(name: string): Promise<string> {
    const { labels } = this.read(LABELS, await this.authorized.json(this.ask('labels')));
    const found = labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
    if (found) return found.id;
    throw new SundialError('mail-folder', {
      what: this.mailbox,
      problem: `the label "${name}" does not exist`,
    });
  }

  private message(id: string, target: string): MailMessage {
    const path = `${this.mailbox} > ${shownPath(id)}`;
    return {
      id,
      path,
      open: async () => {
        const answer = await this.authorized.send({
          ...this.ask(`messages/${encodeURIComponent(id)}`, { format: 'raw' }),
          about: { what: path },
        });
        return Readable.from(rawMessage(answer.body, path), { objectMode: false });
      },
      handled: () => this.mark(id, path, target),
      left: async () => {},
    };
  }

  private async mark(id: string, what: string, target: string): Promise<void> {
    const { way } = this.options.mark;
    if (way === 'none') return;
    const change = {
      seen: { removeLabelIds: ['UNREAD'] },
      flagged: { addLabelIds: ['STARRED'] },
      move: { addLabelIds: [target], removeLabelIds: ['INBOX'] },
    }[way];
    const answer = await this.authorized.send({
      ...this.ask(`messages/${encodeURIComponent(id)}/modify`),
      about: { what },
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(change)),
    });
    answer.discard();
  }

  private ask(path: string, query: Readonly<Record<string, string>> = {}): HttpRequest {
    const base = this.options.url.replace(/\/*$/, '/');
    const url = new URL(`gmail/v1/users/${encodeURIComponent(this.options.user)}/${path}`, base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return {
      ...mailRequest(url, this.mailbox),
      explain: (rejection) => explained(rejection, this.mailbox),
    };
  }

  private read<T>(shape: z.ZodType<T>, answer: unknown): T {
    const read = shape.safeParse(answer);
    if (read.success) return read.data;
    const member = String(read.error.issues[0]?.path.join('.') ?? '');
    throw new SundialError('mail-garbage', {
      what: this.mailbox,
      problem: `it has no usable ${member || 'members'}`,
    });
  }
}

/** Too many requests are also answered with 403 (Gmail API, "Resolve errors"). */
function explained(
  { status, retryAfterMs, body, problem }: Rejection,
  what: string,
): SundialError | undefined {
  const isLimit =
    status === 403 &&
    /rateLimitExceeded|userRateLimitExceeded|dailyLimitExceeded/i.test(body.toString('latin1'));
  if (isLimit) return new SundialError('mail-busy', { what, ...(retryAfterMs > 0 && { retryAfterMs }) });
  return status === 404 ? new SundialError('mail-folder', { what, problem }) : undefined;
}
